export { platformServices } from './platformServices';
export {
  platformServicesParameters,
  type PlatformServicesParameters,
} from './platformServicesParameters';
