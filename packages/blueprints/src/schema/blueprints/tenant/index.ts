export { tenant } from './tenant';
export { tenantParameters, type TenantParameters } from './tenantParameters';
export { tenantDeletionDate, tenantTransition } from './tenantLifecycle';
