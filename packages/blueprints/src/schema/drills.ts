import { z } from 'zod';

/** What a drill exercises, and the stated recovery that it puts to the test. */
interface Exercise {
  /** Names of data stores as templates state them. */
  readonly stores: readonly string[];
  /** The event of the statement. */
  readonly event: 'region' | 'deletion';
}

/** The recovery procedures that are drilled, by the names that the runbooks use. */
export const DRILL_EXERCISES = {
  'database-failover': { stores: ['database'], event: 'region' },
  'documents-failover': { stores: ['documents'], event: 'region' },
  'traffic-switch': { stores: ['service'], event: 'region' },
  restore: { stores: ['database', 'documents'], event: 'deletion' },
} as const satisfies Record<string, Exercise>;

/** Name of a procedure that is drilled. */
export type DrillExercise = keyof typeof DRILL_EXERCISES;

/** All of them, in the order in which people read them. */
export const DRILL_EXERCISE_NAMES = Object.keys(
  DRILL_EXERCISES,
) as DrillExercise[];

/** Drills that a unit keeps at most: two years of four exercises every 180 days, in a parameter of 4 KB. Git has the older ones. */
export const MAX_DRILLS = 20;

const MINUTES_OF_A_WEEK = 7 * 24 * 60;

const minutesSchema = z
  .number('must be a number of minutes')
  .int('must be a whole number of minutes')
  .min(0, 'must be at least 0 minutes')
  .max(
    MINUTES_OF_A_WEEK,
    `must be at most ${MINUTES_OF_A_WEEK} minutes, which is a week`,
  );

/** One drill, as measured. It takes no free text, so that nothing personal enters the unit. */
export const drillSchema = z.strictObject({
  date: z.iso.date('must be a day of the calendar, such as 2026-05-31').meta({
    description: 'The day of the drill (UTC).',
  }),
  exercise: z
    .enum(
      DRILL_EXERCISE_NAMES,
      `must be one of ${DRILL_EXERCISE_NAMES.join(', ')}`,
    )
    .meta({ description: 'The procedure, by its name in the runbooks.' }),
  minutes: minutesSchema.meta({
    description:
      'How long the service was away, or until the last database was restored.',
  }),
  lostMinutes: minutesSchema.optional().meta({
    description: 'Minutes of writes that were lost; left out if not measured.',
  }),
  change: z
    .number('must be the number of a pull request')
    .int('must be the number of a pull request')
    .min(1, 'must be the number of a pull request, from 1')
    .optional()
    .meta({ description: 'Number of the pull request that switched.' }),
});

/** A drill that was held. */
export type Drill = z.output<typeof drillSchema>;

/** Drills of a unit, newest last. Whether a day lies ahead is for the portal to say: schemas have no clock. */
export const drillsSchema = z
  .array(drillSchema, 'must be a list of drills')
  .min(1, 'must have an entry; leave drills out until one was held')
  .max(
    MAX_DRILLS,
    `must have at most ${MAX_DRILLS} entries; remove the oldest ones, which Git keeps`,
  )
  .superRefine((drills, context) => {
    drills.forEach(({ date }, index) => {
      const before = drills[index - 1]?.date;
      // Days in this form are in the order of their text.
      if (before && date < before) {
        context.addIssue({
          code: 'custom',
          path: [index, 'date'],
          message: `must not be before ${before} of the entry above: the newest drill is the last one`,
        });
      }
    });
  })
  .optional()
  .meta({
    title: 'Drills',
    description:
      'Recovery drills that were held, newest last; recorded by the last step of a runbook.',
  });
