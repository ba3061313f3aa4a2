export { landingZone } from './landingZone';
export {
  landingZoneParameters,
  type LandingZoneParameters,
} from './landingZoneParameters';
export { PERMISSION_SETS } from './landingZoneAccess';
export { CACHED_REGISTRIES } from './landingZoneShared';
