export * from './base';
export * from './blueprintStacks';
export * from './synthesizeUnit';
export { ApplicationEnvironment } from './blueprints/application/ApplicationEnvironment';
export { Tenant } from './blueprints/tenant/Tenant';
