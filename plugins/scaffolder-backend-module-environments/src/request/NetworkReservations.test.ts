import { allocateCidr } from '@plinth/blueprints/schema';
import type { Knex } from 'knex';
import { engines } from '../__testUtils__/databases';
import { NetworkReservations } from './NetworkReservations';

const MINUTE = 60 * 1000;

describe.each(engines)('NetworkReservations on %s', (_, create) => {
  let db: Knex;
  let time: number;

  beforeEach(async () => {
    db = await create();
    time = Date.parse('2026-05-01T10:00:00Z');
  });
  afterEach(() => db.destroy());

  /** What one replica has: nothing but the database is shared. */
  const replica = () =>
    new NetworkReservations({ db, now: () => new Date(time) });
  const take = (
    request: string,
    {
      occupied = [],
      repository = 'github.com/acme/infrastructure',
    }: { occupied?: string[]; repository?: string } = {},
  ) =>
    replica().take(
      { repository, request },
      ({ others, before }) =>
        before ??
        allocateCidr([...occupied, ...others.map(({ cidr }) => cidr)]),
    );

  it('tells each request what the others hold, and what it held itself', async () => {
    const occupied = ['10.0.0.0/16'];
    expect(await take('a', { occupied })).toBe('10.1.0.0/16');
    expect(await take('b', { occupied })).toBe('10.2.0.0/16');
    expect(await take('a')).toBe('10.1.0.0/16');
    // Another repository has networks of its own, and one whose name is written otherwise is no other.
    const repository = 'github.com/acme/products';
    expect(await take('b', { repository })).toBe('10.0.0.0/16');
    expect(
      await take('c', {
        occupied,
        repository: 'github.com/Acme/Infrastructure',
      }),
    ).toBe('10.3.0.0/16');
  });

  it('gives requests that meet on many replicas a network each', async () => {
    const requests = Array.from({ length: 20 }, (__, index) => `unit-${index}`);
    const taken = await Promise.all(requests.map(request => take(request)));
    expect(new Set(taken).size).toBe(requests.length);
  });

  it('lets go of what was refused, and after ten minutes of everything', async () => {
    await take('a');
    await replica().release({
      repository: 'github.com/acme/infrastructure',
      request: 'a',
    });
    expect(await take('b')).toBe('10.0.0.0/16');
    time += 10 * MINUTE - 1;
    expect(await take('c')).toBe('10.1.0.0/16');
    time += 1;
    expect(await take('d')).toBe('10.0.0.0/16');
  });

  it('holds nothing for whom there is none left, or whose choice fails', async () => {
    const holder = {
      repository: 'github.com/acme/infrastructure',
      request: 'a',
    };
    expect(await replica().take(holder, () => undefined)).toBeUndefined();
    await expect(
      replica().take(holder, () => {
        throw new Error('all taken');
      }),
    ).rejects.toThrow('all taken');
    expect(await take('b')).toBe('10.0.0.0/16');
  });
});
