import { z } from 'zod';
import { accessShape } from './landingZoneAccess';
import { accountsShape } from './landingZoneAccounts';
import { hubShape } from './landingZoneNetwork';
import { organizationShape } from './landingZoneOrganization';
import { sharedShape } from './landingZoneShared';

/** What the shared services of an organization can be asked for. */
export const landingZoneParameters = z.strictObject({
  ...hubShape,
  ...organizationShape,
  ...accountsShape,
  ...accessShape,
  ...sharedShape,
});

/** Complete parameters of a landing zone. */
export type LandingZoneParameters = z.output<typeof landingZoneParameters>;
