export { blueprintsExtensionPoint } from './blueprintsExtensionPoint';
export type { BlueprintsExtensionPoint } from './blueprintsExtensionPoint';
export { STACKS_TOPIC } from './stacksTopic';
export type { StacksEventPayload } from './stacksTopic';
export type { StackInventory } from './StackInventory';
export { StackInventoryClient } from './StackInventoryClient';
export { stackInventoryServiceRef } from './stackInventoryServiceRef';
