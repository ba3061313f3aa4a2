export * from './base';
export * from './blueprintStacks';
export * from './synthesizeUnit';
export { ApplicationEnvironment } from './blueprints/application/ApplicationEnvironment';
export { Bootstrap } from './blueprints/bootstrap/Bootstrap';
export { PlatformServices } from './blueprints/platform-services/PlatformServices';
export { Tenant } from './blueprints/tenant/Tenant';
