export * from './base';
export * from './blueprintStacks';
export * from './synthesizeUnit';
export { ApplicationEnvironment } from './blueprints/application/ApplicationEnvironment';
export { Bootstrap } from './blueprints/bootstrap/Bootstrap';
export { ContainerPlatform } from './blueprints/container-platform/ContainerPlatform';
export { PlatformServices } from './blueprints/platform-services/PlatformServices';
export { SingleHost } from './blueprints/single-host/SingleHost';
export { Tenant } from './blueprints/tenant/Tenant';
