import {
  FIXED_NETWORK,
  FIXED_ZONES,
  type FixedParameters,
  keptOnceThere,
} from '../../fixedParameters';
import type { LandingZoneParameters } from './landingZoneParameters';

/** What of a landing zone does not change in place. */
export const landingZoneFixed: FixedParameters<keyof LandingZoneParameters> = {
  hub: keptOnceThere('the hub network and every route through it', false),
  config: keptOnceThere('the record of all configurations', false),
  cidr: FIXED_NETWORK,
  availabilityZones: FIXED_ZONES,
  amazonSideAsn: {
    why: 'the transit gateway would be replaced, and every network would lose its attachment',
    instead:
      'create a landing zone of another name with it, move the attachments, then decommission this one',
  },
};
