export { accessTemplate } from './demo/access';
export {
  installPortalApp,
  PORTAL_NEEDS,
  recordPermissions,
} from './demo/portalApp';
export { startCheckedGitHub } from './github/testing';
