import type { BlueprintSchema } from '../blueprint';
import { application, applicationV11 } from './application';
import { bootstrap } from './bootstrap';
import { containerPlatform } from './container-platform';
import { hostApp } from './host-app';
import { landingZone } from './landing-zone';
import { platformServices } from './platform-services';
import { singleHost } from './single-host';
import { stackEvents } from './stack-events';
import { tenant } from './tenant';

/** Every version of every blueprint of the platform. Register a blueprint here, in one line. */
export const blueprintSchemas: readonly BlueprintSchema[] = [
  application,
  applicationV11,
  bootstrap,
  containerPlatform,
  hostApp,
  landingZone,
  platformServices,
  singleHost,
  stackEvents,
  tenant,
];
