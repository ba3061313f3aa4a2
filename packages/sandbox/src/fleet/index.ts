export { describeFleet } from './describeFleet';
export { FLEET_REPOSITORY, fleetRequest } from './fleetRequest';
export type { Fleet } from './Fleet';
export { fleetStack } from './fleetStack';
export { makeIll } from './makeIll';
