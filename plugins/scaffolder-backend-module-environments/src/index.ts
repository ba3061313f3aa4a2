/** Scaffolder actions that request environments and tenants. */
export { scaffolderModuleEnvironments as default } from './module';
export { createOpenPullRequestAction } from './actions/openPullRequest';
export { createValidateRequestAction } from './actions/validateRequest';
export { createWriteUnitAction } from './actions/writeUnit';
export { OtherRepositories } from './repository/OtherRepositories';
export { RepositoryChooser } from './repository/RepositoryChooser';
export { EstimateSource } from './request/EstimateSource';
export type { ForeignStack, ForeignStackSource } from './request/ForeignStacks';
export type {
  HeldNetwork,
  NetworkHolder,
  NetworkReservations,
} from './request/NetworkReservations';
export type { RequestContext } from './request/RequestFacts';
export {
  RequestValidator,
  type ValidRequest,
} from './request/RequestValidator';
