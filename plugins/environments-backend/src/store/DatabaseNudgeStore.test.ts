import { engines, TestDatabase } from '../__testUtils__/databases';

const DAY = { everyMs: 86_400_000 };
const nudge = (at: string) => ({ at, by: 'user:default/developer' });

describe.each(engines)('nudges on %s', (_, create) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('may be taken once in a time, whoever is first', async () => {
    const { nudges } = database.stores;
    const first = nudge('2026-05-05T09:00:00.000Z');
    expect(await nudges.lastNudge('r', 7)).toBeUndefined();
    const taken = await Promise.all(
      Array.from({ length: 5 }, () => nudges.takeNudge('r', 7, first, DAY)),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await nudges.lastNudge('r', 7)).toEqual(first);
    expect(await nudges.takeNudge('r', 8, first, DAY)).toBe(true);

    const early = nudge('2026-05-06T08:59:59.999Z');
    expect(await nudges.takeNudge('r', 7, early, DAY)).toBe(false);
    const next = nudge('2026-05-06T09:00:00.000Z');
    expect(await nudges.takeNudge('r', 7, next, DAY)).toBe(true);
    expect(await nudges.lastNudge('r', 7)).toEqual(next);
  });

  it('that came to nothing are given back, and no later one with them', async () => {
    const { nudges } = database.stores;
    const first = nudge('2026-05-05T09:00:00.000Z');
    const next = nudge('2026-05-06T09:00:00.000Z');
    await nudges.takeNudge('r', 7, first, DAY);
    await nudges.takeNudge('r', 7, next, DAY);
    await nudges.giveBack('r', 7, first);
    expect(await nudges.lastNudge('r', 7)).toEqual(next);
    await nudges.giveBack('r', 7, next);
    expect(await nudges.takeNudge('r', 7, first, DAY)).toBe(true);
  });
});
