/** Scaffolder actions that request environments and tenants. */
export { scaffolderModuleEnvironments as default } from './module';
export { createOpenPullRequestAction } from './actions/openPullRequest';
export { createValidateRequestAction } from './actions/validateRequest';
export { createWriteUnitAction } from './actions/writeUnit';
export { EstimateSource } from './request/EstimateSource';
export { RequestValidator } from './request/RequestValidator';
