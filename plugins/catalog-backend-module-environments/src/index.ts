/** Catalog entities for environments, tenants and their stacks. */
export { catalogModuleEnvironments as default } from './module';
export { EnvironmentsEntityProvider } from './units/EnvironmentsEntityProvider';
export { SnapshotUnitReader } from './units/UnitReader';
export type { UnitReader, UnitTexts } from './units/UnitReader';
export { unitEntity } from './units/unitEntity';
export { StackEntityProvider } from './stacks/StackEntityProvider';
export { stackEntity } from './stacks/stackEntity';
