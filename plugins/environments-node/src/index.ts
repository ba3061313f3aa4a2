export {
  blueprintsExtensionPoint,
  scaffolderBlueprintsExtensionPoint,
} from './blueprintsExtensionPoint';
export type { BlueprintsExtensionPoint } from './blueprintsExtensionPoint';
export { createBlueprintsFeature } from './createBlueprintsFeature';
export { KnownBlueprints } from './KnownBlueprints';
export type { FindBlueprint } from './KnownBlueprints';
export { GithubClients } from './GithubClients';
export { InfrastructureRepositories } from './InfrastructureRepositories';
export { readRepositories } from './readRepositories';
export { STACKS_TOPIC } from './stacksTopic';
export type { StacksEventPayload } from './stacksTopic';
export type { StackInventory } from './StackInventory';
export { StackInventoryClient } from './StackInventoryClient';
export { stackInventoryServiceRef } from './stackInventoryServiceRef';
