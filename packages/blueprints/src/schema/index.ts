export * from './stages';
export * from './statefulTypes';
export * from './stagePolicy';
export * from './issue';
export * from './names';
export * from './cidr';
export * from './regions';
export * from './instanceClasses';
export * from './personalData';
export * from './roleMailbox';
export {
  environmentUnitSchema,
  monthlyBudgetSchema,
  parseUnit,
  tenantUnitSchema,
  unitEntityRef,
  unitPath,
  unitSchema,
  type EnvironmentUnit,
  type TenantUnit,
  type Unit,
} from './unit';
export * from './blueprint';
export type { Condition, FormLayout } from './formLayout';
export * from './registry';
export * from './validate';
export * from './governance';
export {
  applicationParameters,
  type ApplicationParameters,
} from './blueprints/application';
export {
  applicationV11Parameters,
  type ApplicationV11Parameters,
} from './blueprints/applicationV11';
export {
  tenantDeletionDate,
  tenantParameters,
  tenantTransition,
  type TenantParameters,
} from './blueprints/tenant';
export {
  bootstrapParameters,
  type BootstrapParameters,
} from './blueprints/bootstrap';
export {
  containerPlatformParameters,
  PLATFORM_SIZES,
  type ContainerPlatformParameters,
} from './blueprints/containerPlatform';
export {
  landingZoneParameters,
  type LandingZoneParameters,
} from './blueprints/landingZone';
export { PERMISSION_SETS } from './blueprints/landingZoneAccess';
export { CACHED_REGISTRIES } from './blueprints/landingZoneShared';
export {
  platformServicesParameters,
  type PlatformServicesParameters,
} from './blueprints/platformServices';
export {
  singleHostParameters,
  type SingleHostParameters,
} from './blueprints/singleHost';
export { TASK_SIZES } from './serviceParts';
export * from './drills';
export * from './assessDrills';
export * from './readiness';
export * from './residency';
