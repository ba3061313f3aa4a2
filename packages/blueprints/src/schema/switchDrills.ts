import type { DrillExercise } from './drills';
import type { Side } from './serving';

/** An exercise that a switch to another region drills. */
export interface SwitchDrill {
  readonly exercise: DrillExercise;
  /** What follows the unit's name in the name of the stack whose deployment ends it. */
  readonly stack: string;
}

const TRAFFIC: SwitchDrill = { exercise: 'traffic-switch', stack: '-traffic' };

/**
 * What a switch to a region drills, by the stacks of `container-platform`: each begins with the first stack of the switch, which
 * fences the region that served. People are led last, so that traffic ends the switch.
 */
export const SWITCH_DRILLS: Readonly<Record<Side, readonly SwitchDrill[]>> = {
  primary: [
    { exercise: 'database-failover', stack: '' },
    { exercise: 'documents-failover', stack: '' },
    TRAFFIC,
  ],
  recovery: [
    { exercise: 'database-failover', stack: '-replica' },
    { exercise: 'documents-failover', stack: '-dr' },
    TRAFFIC,
  ],
};
