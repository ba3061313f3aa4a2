import { landingZoneReadiness } from './readinessLandingZone';
import { platformServicesReadiness } from './readinessPlatformServices';
import { applicationReadiness } from './readinessApplication';
import { containerPlatformReadiness } from './readinessContainerPlatform';
import { singleHostReadiness } from './readinessSingleHost';
import type { ReadinessNeed } from './readinessNeed';

/** By blueprint, what has to be deployed; a blueprint that is not here has no checklist. */
export const READINESS_CHECKLISTS: Readonly<
  Record<string, readonly ReadinessNeed[]>
> = {
  'platform-services': platformServicesReadiness,
  application: applicationReadiness,
  'container-platform': containerPlatformReadiness,
  'single-host': singleHostReadiness,
  'landing-zone': landingZoneReadiness,
};
