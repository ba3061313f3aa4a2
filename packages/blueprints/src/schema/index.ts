export * from './stages';
export * from './stagePolicy';
export * from './issue';
export * from './names';
export * from './cidr';
export * from './regions';
export * from './instanceClasses';
export * from './personalData';
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
export * from './registry';
export * from './validate';
export * from './governance';
export {
  applicationParameters,
  type ApplicationParameters,
} from './blueprints/application';
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
  TASK_SIZES,
  type ContainerPlatformParameters,
} from './blueprints/containerPlatform';
export {
  platformServicesParameters,
  type PlatformServicesParameters,
} from './blueprints/platformServices';
export {
  singleHostParameters,
  type SingleHostParameters,
} from './blueprints/singleHost';
export * from './readiness';
