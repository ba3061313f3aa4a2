import { assessDrills, type DrillFacts } from './assessDrills';
import { stagePolicy } from './stagePolicy';

const NOW = new Date('2026-11-21T09:00:00Z');
const statement = (
  name: string,
  event: string,
  rpoMinutes: number,
  rtoMinutes: number,
) => ({ name, event, rpoMinutes, rtoMinutes });

const standby = statement('database', 'region', 5, 30);
const copies = statement('database', 'region', 840, 240);
const service = statement('service', 'region', 0, 5);
const restores = [
  statement('database', 'deletion', 5, 110),
  statement('documents', 'deletion', 15, 90),
];

const assess = (facts: Partial<DrillFacts>) =>
  assessDrills({
    stated: [],
    drills: [],
    recordsDrills: true,
    everyDays: 180,
    now: NOW,
    ...facts,
  });
const held = (date: string, exercise = 'traffic-switch', minutes = 4) => ({
  date,
  exercise,
  minutes,
});

describe('the drills of a unit', () => {
  it('are missing for each procedure whose recovery is stated', () => {
    expect(
      assess({ stated: [service, standby] }).map(({ exercise, status }) => [
        exercise,
        status,
      ]),
    ).toEqual([
      ['database-failover', 'NeverDrilled'],
      ['traffic-switch', 'NeverDrilled'],
    ]);
    expect(assess({ stated: [service], recordsDrills: false })).toEqual([]);
    expect(assess({ stated: [statement('database', 'zone', 0, 2)] })).toEqual(
      [],
    );
  });

  it('are measured against the fastest way of a store, and the slowest of several stores', () => {
    const [failover] = assess({ stated: [copies, standby] });
    expect(failover).toMatchObject({ rpoMinutes: 5, rtoMinutes: 30 });
    const [restore] = assess({ stated: restores });
    expect(restore).toMatchObject({
      exercise: 'restore',
      rpoMinutes: 15,
      rtoMinutes: 110,
    });
  });

  it.each([
    ['2026-11-21', 'Drilled', 0],
    ['2026-05-26', 'Drilled', 179],
    ['2026-05-25', 'Due', 180],
    ['2025-11-21', 'Due', 365],
    ['2026-11-22', 'Ahead', -1],
  ])('of %s are %s', (date, status, daysAgo) => {
    expect(assess({ stated: [service], drills: [held(date)] })).toEqual([
      {
        exercise: 'traffic-switch',
        status,
        last: held(date),
        daysAgo,
        everyDays: 180,
        rpoMinutes: 0,
        rtoMinutes: 5,
      },
    ]);
  });

  it('count days by UTC, whatever the hour', () => {
    for (const time of ['00:00:00', '23:59:59']) {
      const [{ daysAgo }] = assess({
        drills: [held('2026-11-20')],
        now: new Date(`2026-11-21T${time}Z`),
      });
      expect(daysAgo).toBe(1);
    }
  });

  it('are never due where the stage asks for none', () => {
    expect(stagePolicy('dev').drillDays).toBeUndefined();
    const [{ status, everyDays }] = assess({
      drills: [held('2020-01-01')],
      everyDays: stagePolicy('dev').drillDays,
    });
    expect([status, everyDays]).toEqual(['Drilled', undefined]);
    for (const stage of ['staging', 'production', 'shared'] as const) {
      expect(stagePolicy(stage).drillDays).toBe(180);
    }
  });

  it('are the newest by day, and of one day the later entry', () => {
    const [{ last }] = assess({
      drills: [
        held('2026-06-02', 'restore', 1),
        held('2026-06-02', 'restore', 2),
        held('2026-06-01', 'restore', 3),
      ],
    });
    expect(last).toEqual(held('2026-06-02', 'restore', 2));
  });

  it('are shown when recorded, even without a statement or by a name that is not known', () => {
    expect(
      assess({
        recordsDrills: false,
        drills: [held('2026-06-01', 'evacuation'), held('2026-06-01')],
      }).map(({ exercise, rtoMinutes }) => [exercise, rtoMinutes]),
    ).toEqual([
      ['traffic-switch', undefined],
      ['evacuation', undefined],
    ]);
  });
});
