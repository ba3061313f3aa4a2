import { BlueprintRegistry } from './BlueprintRegistry';
import { sampleUnit } from '../testing/synthesized';
import {
  type Drill,
  DRILL_EXERCISE_NAMES,
  drillsSchema,
  MAX_DRILLS,
} from './drills';
import { findPersonalData } from './personalData';
import { blueprintSchemas } from './blueprints/blueprintSchemas';
import { resolveParameters, validateUnit } from './validate';

const blueprints = new BlueprintRegistry();

const drill = {
  date: '2026-03-12',
  exercise: 'traffic-switch',
  minutes: 4,
} satisfies Drill;
const unit = (drills: unknown) =>
  sampleUnit('container-platform', 'production', { parameters: { drills } });

describe('drills', () => {
  it('are kept as they were written, newest last', () => {
    const drills: Drill[] = [
      { date: '2025-09-16', exercise: 'restore', minutes: 95, lostMinutes: 4 },
      { ...drill, change: 214 },
      { ...drill, exercise: 'database-failover', minutes: 22, lostMinutes: 0 },
    ];
    expect(resolveParameters(unit(drills), blueprints).drills).toEqual(drills);
    expect(
      resolveParameters(unit(undefined), blueprints).drills,
    ).toBeUndefined();
  });

  it.each<[why: string, drills: unknown, message: RegExp]>([
    [
      'a day that is not in the calendar',
      [{ ...drill, date: '2026-02-30' }],
      /parameters\.drills\.0\.date: must be a day of the calendar, such as 2026-05-31 \(got "2026-02-30"\)/,
    ],
    [
      'another form of a day',
      [{ ...drill, date: '12.3.2026' }],
      /drills\.0\.date: must be a day of the calendar/,
    ],
    [
      'an exercise that no runbook names',
      [{ ...drill, exercise: 'reboot' }],
      /drills\.0\.exercise: must be one of database-failover, documents-failover, traffic-switch, restore \(got "reboot"\)/,
    ],
    [
      'a part of a minute',
      [{ ...drill, minutes: 1.5 }],
      /drills\.0\.minutes: must be a whole number of minutes/,
    ],
    [
      'less than nothing lost',
      [{ ...drill, lostMinutes: -1 }],
      /drills\.0\.lostMinutes: must be at least 0 minutes/,
    ],
    [
      'more than a week',
      [{ ...drill, minutes: 10_081 }],
      /drills\.0\.minutes: must be at most 10080 minutes, which is a week/,
    ],
    [
      'no pull request',
      [{ ...drill, change: 0 }],
      /drills\.0\.change: must be the number of a pull request/,
    ],
    [
      'what was not measured',
      [{ date: drill.date, exercise: drill.exercise }],
      /drills\.0\.minutes: is required: must be a number of minutes/,
    ],
    [
      'words about it',
      [{ ...drill, note: 'somebody slept' }],
      /drills\.0: unknown "note"/,
    ],
    [
      'an older drill after a newer one',
      [drill, { ...drill, date: '2026-03-11' }],
      /drills\.1\.date: must not be before 2026-03-12 of the entry above: the newest drill is the last one/,
    ],
    [
      'an empty list',
      [],
      /drills: must have an entry; leave drills out until one was held/,
    ],
    [
      'too many',
      Array.from({ length: MAX_DRILLS + 1 }, () => drill),
      /drills: must have at most 20 entries; remove the oldest ones, which Git keeps/,
    ],
  ])('refuse %s', (_, drills, message) => {
    expect(() => validateUnit(unit(drills), blueprints)).toThrow(message);
  });

  it('fit into one parameter of Parameter Store, and never look like personal data', () => {
    const longest = DRILL_EXERCISE_NAMES.reduce((a, b) =>
      a.length > b.length ? a : b,
    );
    const drills = Array.from({ length: MAX_DRILLS }, () => ({
      ...drill,
      exercise: longest,
      minutes: 10_080,
      lostMinutes: 10_080,
      change: 99_999_999,
    }));
    const text = JSON.stringify(drillsSchema.parse(drills));
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(findPersonalData(drills)).toEqual([]);
    expect(findPersonalData(text)).toEqual([]);
  });

  it.each(blueprintSchemas.map(s => [`${s.name} ${s.version}`, s] as const))(
    'are a parameter of %s if and only if it says so, and of no form',
    (_, schema) => {
      const [stage] = schema.stages;
      const parameters = {
        ...schema.defaultsFor(stage, 'us-east-1'),
        ...schema.example(stage),
      };
      expect(schema.parameters.safeParse(parameters).error).toBeUndefined();
      const { success } = schema.parameters.safeParse({
        ...parameters,
        drills: [drill],
      });
      expect(success).toBe(schema.recordsDrills ?? false);
      expect(schema.jsonSchema().properties).not.toHaveProperty('drills');
    },
  );
});
