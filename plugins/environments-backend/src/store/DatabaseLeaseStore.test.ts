import { engines, TestDatabase } from '../__testUtils__/databases';
import { DatabaseLeaseStore } from './DatabaseLeaseStore';
import { LEASE_MS } from './LeaseStore';
import { REPLICA } from './replica';

describe.each(engines)('leases on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  /** What one replica has: nothing but the database is shared. */
  const replica = () => new DatabaseLeaseStore(database.knex);
  const rows = () => database.knex('leases').select('name', 'held_until');
  const date = (milliseconds: number) =>
    new Date(Date.now() + milliseconds).toISOString();

  it('let one replica after the other do work of a name, and any do other work', async () => {
    const running = new Set<string>();
    const most = new Map<string, number>();
    const work = (name: string, index: number) =>
      replica().hold(name, async () => {
        running.add(`${name} ${index}`);
        const own = [...running].filter(key => key.startsWith(`${name} `));
        most.set(name, Math.max(most.get(name) ?? 0, own.length));
        await database.knex('leases').select();
        running.delete(`${name} ${index}`);
        return index;
      });
    const done = await Promise.all(
      [0, 1, 2, 3].flatMap(index => [work('a', index), work('b', index)]),
    );
    expect(done).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(most).toEqual(
      new Map([
        ['a', 1],
        ['b', 1],
      ]),
    );
    expect(await rows()).toEqual([]);
  });

  it('tell who holds them, and of nobody who has ended or died', async () => {
    await database.knex('leases').insert({
      name: 'dead',
      holder: 'portal-9/1/some-work',
      held_until: date(-1),
    });
    await replica().hold('mine', async () => {
      expect(await replica().holders()).toEqual(new Map([['mine', REPLICA]]));
    });
    expect(await replica().holders()).toEqual(new Map());
  });

  it('end with work that fails', async () => {
    await expect(
      replica().hold('a', async () => {
        throw new Error('no answer');
      }),
    ).rejects.toThrow('no answer');
    expect(await replica().hold('a', async () => 'done')).toBe('done');
  });

  it('of a replica that died are taken over once they have run out', async () => {
    const dead = { name: 'a', holder: 'dead' };
    await database.knex('leases').insert({ ...dead, held_until: date(600) });
    const began = Date.now();
    await replica().hold('a', async () => {});
    expect(Date.now() - began).toBeGreaterThanOrEqual(600);
    expect(Date.now() - began).toBeLessThan(LEASE_MS);
  });

  it('are kept for as long as the work takes', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'Date'] });
    try {
      await replica().hold('a', async () => {
        // As if most of it had passed.
        const few = date(1_000);
        await database.knex('leases').update({ held_until: few });
        await jest.advanceTimersByTimeAsync(LEASE_MS / 3);
        jest.useRealTimers();
        for (;;) {
          const [{ held_until: now }] = await rows();
          if (now > few) {
            break;
          }
        }
      });
      expect(await rows()).toEqual([]);
    } finally {
      jest.useRealTimers();
    }
  });
});
