import { measureSwitches, type ReportedDeployment } from './measureSwitches';

type ReportedStack = ReportedDeployment['stacks'][number];

const at = (time: string) => `2026-11-30T${time}.000Z`;

/** A stack of `shop`: which, from when until when, and how it ended. */
const part = (
  ending: string,
  from: string,
  until: string,
  more: Partial<ReportedStack> = {},
): ReportedStack => ({
  stackName: `shop${ending}`,
  outcome: 'succeeded',
  startedAt: at(from),
  finishedAt: at(until),
  switchesTo: 'recovery',
  ...more,
});

const report = (
  pullRequest: number,
  stacks: ReportedStack[],
): ReportedDeployment => ({
  pullRequest,
  startedAt: stacks[0].startedAt ?? '',
  stacks,
});

const away = report(214, [
  part('-fence', '09:00:00', '09:01:00'),
  part('-dr', '09:01:00', '09:12:30'),
  part('-replica', '09:12:30', '09:20:00', { recoveredTo: at('08:56:30') }),
  part('-traffic', '09:20:00', '09:20:01'),
  part('-edge', '09:20:01', '09:40:00', { switchesTo: undefined }),
]);

describe('what a switch of regions measures', () => {
  it('is how long each exercise took since the fence, and what the promoted database has nothing of', () => {
    const common = { date: '2026-11-30', change: 214, measured: true };
    expect(measureSwitches([away], 'shop')).toEqual([
      {
        ...common,
        exercise: 'database-failover',
        minutes: 20,
        lostMinutes: 4,
      },
      { ...common, exercise: 'documents-failover', minutes: 13 },
      { ...common, exercise: 'traffic-switch', minutes: 21 },
    ]);
  });

  it('goes on over deployments that failed, from the first one, whatever their order and number', () => {
    const failed = report(214, [
      part('-fence', '08:30:00', '08:31:00'),
      part('-replica', '08:31:00', '08:40:00', {
        outcome: 'rolledBack',
        recoveredTo: at('08:29:00'),
      }),
      part('-traffic', '08:40:00', '08:40:00', { outcome: 'failed' }),
    ]);
    const mended = report(215, [
      part('-dr', '09:00:00', '09:05:00'),
      // By now its lag says how long nobody has written.
      part('-replica', '09:05:00', '09:10:00', { recoveredTo: at('08:29:00') }),
      part('-traffic', '09:10:00', '09:10:30'),
    ]);
    expect(measureSwitches([mended, failed], 'shop')).toMatchObject([
      { exercise: 'database-failover', minutes: 40, lostMinutes: 1 },
      { exercise: 'documents-failover', minutes: 35 },
      { exercise: 'traffic-switch', minutes: 41, change: 215 },
    ]);
    expect(measureSwitches([failed], 'shop')).toEqual([]);
  });

  it('is nothing lost where the database had all, nothing said where nobody could read that, and each way for itself', () => {
    const back = (recoveredTo?: string) =>
      report(220, [
        part('-dr', '12:00:00', '12:01:00', { switchesTo: 'primary' }),
        part('', '12:01:00', '12:31:00', {
          switchesTo: 'primary',
          recoveredTo,
        }),
        part('-traffic', '12:31:00', '12:32:00', { switchesTo: 'primary' }),
      ]);
    const all = measureSwitches([away, back(at('12:00:30'))], 'shop');
    expect(all).toHaveLength(6);
    expect(all[3]).toEqual({
      date: '2026-11-30',
      exercise: 'database-failover',
      minutes: 31,
      lostMinutes: 0,
      change: 220,
      measured: true,
    });
    expect(measureSwitches([back()], 'shop')[0]).not.toHaveProperty(
      'lostMinutes',
    );
  });

  it('is nothing where no region was switched', () => {
    const usual = report(
      1,
      away.stacks.map(stack => ({ ...stack, switchesTo: undefined })),
    );
    expect(measureSwitches([usual], 'shop')).toEqual([]);
  });
});
