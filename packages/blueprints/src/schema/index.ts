export * from './stages';
export * from './statefulTypes';
export * from './stagePolicy';
export * from './issue';
export * from './names';
export * from './cidr';
export * from './constructPaths';
export * from './partitions';
export * from './regions';
export * from './rulePacks';
export * from './instanceClasses';
export * from './quotas';
export * from './engineVersions';
export * from './personalData';
export {
  FIREWALL_DEFAULTS,
  FIREWALL_GROUPS,
  type FirewallTuning,
} from './firewall';
export * from './roleMailbox';
export {
  environmentUnitSchema,
  monthlyBudgetSchema,
  parseUnit,
  tenantUnitSchema,
  UNIT_ROOTS,
  isUnitPath,
  unitEntityRef,
  unitPath,
  unitSchema,
  type EnvironmentUnit,
  type TenantUnit,
  type Unit,
  type UnitEnvelope,
} from './unit';
export * from './stackOwner';
export * from './blueprint';
export type { Condition, FormLayout, LayoutOf } from './formLayout';
export * from './BlueprintRegistry';
export * from './pipelineAccess';
export { accessTemplate } from './accessTemplate';
export {
  inspectUnit,
  inspectUnits,
  resolveParameters,
  validateUnit,
} from './validate';
export * from './DraftUnit';
export * from './fixedParameters';
export * from './inspectChange';
export { requiredParameters } from './requiredParameters';
export * from './governance';
export { refusePromotion } from './refusePromotion';
export {
  applicationParameters,
  applicationV11Parameters,
  type ApplicationParameters,
  type ApplicationV11Parameters,
} from './blueprints/application';
export {
  bootstrapParameters,
  type BootstrapParameters,
  furtherRepository,
} from './blueprints/bootstrap';
export {
  containerPlatformParameters,
  PLATFORM_SIZES,
  SERVING_PARAMETERS,
  type ContainerPlatformParameters,
} from './blueprints/container-platform';
export {
  hostAppParameters,
  type HostAppParameters,
} from './blueprints/host-app';
export {
  CACHED_REGISTRIES,
  landingZoneParameters,
  PERMISSION_SETS,
  type LandingZoneParameters,
} from './blueprints/landing-zone';
export {
  platformServicesParameters,
  type PlatformServicesParameters,
} from './blueprints/platform-services';
export {
  singleHostParameters,
  type SingleHostParameters,
} from './blueprints/single-host';
export {
  stackEventsParameters,
  type StackEventsParameters,
} from './blueprints/stack-events';
export {
  tenantDeletionDate,
  tenantParameters,
  tenantTransition,
  type TenantParameters,
} from './blueprints/tenant';
export * from './blueprints/blueprintSchemas';
export { TASK_SIZES } from './serviceParts';
export * from './drills';
export * from './assessDrills';
export * from './readiness';
export type { ReadinessNeed } from './readinessNeed';
export * from './serving';
export * from './measureSwitches';
export * from './residency';
