import { type Drill, DRILL_EXERCISE_NAMES, DRILL_EXERCISES } from './drills';

/** How a data store survives an event, as a template states it. */
interface Stated {
  readonly name: string;
  readonly event: string;
  readonly rpoMinutes: number;
  readonly rtoMinutes: number;
}

/** A recorded drill; `exercise` may be one that this version does not know. */
type RecordedDrill = Omit<Drill, 'exercise'> & {
  readonly exercise: string;
  /** Whether a deployment measured it, rather than people. */
  readonly measured?: boolean;
};

/** What is known of a unit's recovery and its drills. */
export interface DrillFacts {
  readonly stated: readonly Stated[];
  readonly drills: readonly RecordedDrill[];
  /** Whether the unit's blueprint takes records of drills: only then a drill can be missing. */
  readonly recordsDrills: boolean;
  /**
   * Days from one drill to the next.
   *
   * @default - no drill is ever due
   */
  readonly everyDays?: number;
  readonly now: Date;
}

/** One exercise: when it was drilled last, what that was measured against, and whether it is due. */
export interface DrillAssessment {
  readonly exercise: string;
  /** `Ahead` when the day of the last drill is still to come, so that its record cannot be true yet. */
  readonly status: 'NeverDrilled' | 'Drilled' | 'Due' | 'Ahead';
  readonly last?: RecordedDrill;
  /** Whole days since the last drill, by UTC; negative when it lies ahead. */
  readonly daysAgo?: number;
  readonly everyDays?: number;
  /** What the templates state for it; missing where none states it. */
  readonly rpoMinutes?: number;
  readonly rtoMinutes?: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** Each exercise that the unit can be asked for or has drilled, in the order of `DRILL_EXERCISES`, unknown ones last. */
export function assessDrills(facts: DrillFacts): DrillAssessment[] {
  const { stated, drills, recordsDrills, everyDays, now } = facts;
  const recorded = drills.map(({ exercise }) => exercise);
  const exercises: string[] = [...DRILL_EXERCISE_NAMES, ...recorded];
  return [...new Set(exercises)].flatMap(exercise => {
    const targets = targetsOf(exercise, stated);
    if (!recorded.includes(exercise) && !(recordsDrills && targets)) {
      return [];
    }
    const last = newest(drills.filter(each => each.exercise === exercise));
    const daysAgo = last && daysBetween(last.date, now);
    return [
      {
        exercise,
        status: statusOf(daysAgo, everyDays),
        ...(last && { last, daysAgo }),
        ...(everyDays !== undefined && { everyDays }),
        ...targets,
      },
    ];
  });
}

function statusOf(
  daysAgo: number | undefined,
  everyDays: number | undefined,
): DrillAssessment['status'] {
  if (daysAgo === undefined) {
    return 'NeverDrilled';
  }
  if (daysAgo < 0) {
    return 'Ahead';
  }
  return everyDays !== undefined && daysAgo >= everyDays ? 'Due' : 'Drilled';
}

/** What is stated for an exercise: the fastest way of each store, as one takes that one, and of those the slowest store. */
function targetsOf(
  exercise: string,
  stated: readonly Stated[],
): { rpoMinutes: number; rtoMinutes: number } | undefined {
  const known = DRILL_EXERCISE_NAMES.find(name => name === exercise);
  if (!known) {
    return undefined;
  }
  const { stores, event } = DRILL_EXERCISES[known];
  const fastest = stores.flatMap(store => {
    const [first] = stated
      .filter(each => each.name === store && each.event === event)
      .sort((a, b) => a.rtoMinutes - b.rtoMinutes);
    return first ? [first] : [];
  });
  return fastest.length > 0
    ? {
        rpoMinutes: Math.max(...fastest.map(each => each.rpoMinutes)),
        rtoMinutes: Math.max(...fastest.map(each => each.rtoMinutes)),
      }
    : undefined;
}

/** Of two drills on one day, the later entry. */
function newest(drills: readonly RecordedDrill[]): RecordedDrill | undefined {
  return drills.reduce<RecordedDrill | undefined>(
    (last, each) => (last && each.date < last.date ? last : each),
    undefined,
  );
}

function daysBetween(date: string, now: Date): number {
  const today = Math.floor(now.getTime() / DAY);
  return today - Date.parse(`${date}T00:00:00Z`) / DAY;
}
