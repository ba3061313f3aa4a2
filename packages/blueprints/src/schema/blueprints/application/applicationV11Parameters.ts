import { z } from 'zod';
import { drillsSchema } from '../../drills';
import { firewallShape } from '../../firewall';
import { guestDatabaseShape } from '../../guestDatabase';
import { networkHostSchema } from '../../networkHost';
import { applicationParameters } from './applicationParameters';
import {
  logSearchShape,
  metricsShape,
  serviceShape,
  spokeShape,
} from './applicationAdditions';

/** What an application environment can be asked for since 1.1.0: all of 1.0.0, and a service, metrics, log search, a hub, the network and the database server of another, drills. */
export const applicationV11Parameters = applicationParameters.extend({
  ...serviceShape,
  ...firewallShape,
  ...metricsShape,
  ...logSearchShape,
  ...spokeShape,
  networkHost: networkHostSchema.optional(),
  ...guestDatabaseShape,
  drills: drillsSchema,
});

/** Complete parameters of an application environment since 1.1.0. */
export type ApplicationV11Parameters = z.output<
  typeof applicationV11Parameters
>;
