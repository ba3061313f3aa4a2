export { askRepositories } from './askRepositories';
export type { RepositoryAnswer, UnreadRepository } from './askRepositories';
export { blueprintsServiceRef } from './blueprintsServiceRef';
export { CallerApi, refusalOf } from './CallerApi';
export { createBlueprintsFeature } from './createBlueprintsFeature';
export { getAsService } from './getAsService';
export { GithubClients } from './GithubClients';
export type { GithubCall } from './GithubClients';
export {
  GITHUB_ID_ANNOTATION,
  GITHUB_LOGIN_ANNOTATION,
  githubAccountOf,
} from './githubAccountOf';
export { InfrastructureRepositories } from './InfrastructureRepositories';
export { openDatabase } from './openDatabase';
export type { DatabaseClient, TableMigrations } from './openDatabase';
export * from './permissions';
export { personOf } from './personOf';
export { readRepositories } from './readRepositories';
export type { ConfiguredRepository } from './readRepositories';
export { repositoryOf } from './repositoryOf';
export { STACKS_TOPIC } from './stacksTopic';
export type { StacksEventPayload } from './stacksTopic';
export type { StackInventory } from './StackInventory';
export { StackInventoryClient } from './StackInventoryClient';
export { stackInventoryServiceRef } from './stackInventoryServiceRef';
