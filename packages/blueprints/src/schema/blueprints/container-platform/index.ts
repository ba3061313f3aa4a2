export { containerPlatform } from './containerPlatform';
export {
  containerPlatformParameters,
  type ContainerPlatformParameters,
} from './containerPlatformParameters';
export { PLATFORM_SIZES } from './platformSizes';
export { SERVING_PARAMETERS } from './servingParameters';
