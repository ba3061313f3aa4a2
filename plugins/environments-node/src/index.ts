export {
  blueprintsExtensionPoint,
  scaffolderBlueprintsExtensionPoint,
} from './blueprintsExtensionPoint';
export type { BlueprintsExtensionPoint } from './blueprintsExtensionPoint';
export { createBlueprintsFeature } from './createBlueprintsFeature';
export { KnownBlueprints } from './KnownBlueprints';
export type { FindBlueprint } from './KnownBlueprints';
export { parseRepositoryUrl, readRepositories } from './RepositoryReference';
export type { RepositoryReference } from './RepositoryReference';
export { STACKS_TOPIC } from './stacksTopic';
export type { StacksEventPayload } from './stacksTopic';
export type { StackInventory } from './StackInventory';
export { StackInventoryClient } from './StackInventoryClient';
export { stackInventoryServiceRef } from './stackInventoryServiceRef';
