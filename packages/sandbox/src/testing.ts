export { carryPackages } from './carryPackages';
export {
  installPortalApp,
  PORTAL_NEEDS,
  recordPermissions,
} from './demo/portalApp';
export { HistoricReports } from './demo/HistoricReports';
export { HistoryWriter } from './demo/HistoryWriter';
export { connectDemo, demonstrate } from './demo/seedDemo';
export { routeStackEvents } from './demo/stackEvents';
export { startCheckedGitHub } from './github/testing';
export { IdentityProvider } from './identity';
