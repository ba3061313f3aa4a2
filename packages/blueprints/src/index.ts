export * from './base';
export * from './blueprintStacks';
export * from './synthesizeUnit';
export { ApplicationEnvironment } from './blueprints/application/ApplicationEnvironment';
export { Bootstrap } from './blueprints/bootstrap/Bootstrap';
export { Tenant } from './blueprints/tenant/Tenant';
