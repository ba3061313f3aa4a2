import { createHash } from 'node:crypto';
import { describeFleet } from './describeFleet';
import { AILMENTS } from './Fleet';

const UNTIL = Date.UTC(2026, 10, 1);
const YEAR = 365 * 86_400_000;

describe('describeFleet', () => {
  const fleet = describeFleet({ seed: 'test', units: 400, until: UNTIL });

  it('tells the same of the same seed, byte for byte, and another of another', () => {
    const bytes = (seed: string) =>
      createHash('sha256')
        .update(
          JSON.stringify(describeFleet({ seed, units: 400, until: UNTIL })),
        )
        .digest('hex');
    // Kept, so that a later version which tells another fleet by accident is found out.
    expect(bytes('test')).toMatchInlineSnapshot(
      `"41410c45bc8086ed0c0f238a91ea9956f0d0cfd80c9efb7c2b06c66748effee9"`,
    );
    expect(bytes('test')).toBe(bytes('test'));
    expect(bytes('other')).not.toBe(bytes('test'));
  });

  it('has one environment in five units, with names and networks of their own, in forty accounts and regions', () => {
    const units = fleet.members.map(({ unit }) => unit);
    const distinct = (values: unknown[]) => new Set(values).size;
    expect(units).toHaveLength(400);
    expect(distinct(units.map(({ name }) => name))).toBe(400);
    const environments = units.filter(({ kind }) => kind === 'environment');
    expect(environments).toHaveLength(80);
    expect(
      distinct(environments.map(({ parameters }) => parameters.cidr)),
    ).toBe(80);
    expect(
      distinct(environments.map(({ account, region }) => account + region)),
    ).toBe(40);
    const byName = new Map(environments.map(unit => [unit.name, unit]));
    for (const unit of units) {
      const { stages } = fleet.accounts.find(({ id }) => id === unit.account)!;
      expect(stages).toEqual([unit.stage]);
    }
    const tenants = units.filter(unit => unit.kind === 'tenant');
    expect(tenants).toHaveLength(320);
    for (const tenant of tenants) {
      const { account, region, owner } = byName.get(tenant.environment)!;
      expect(tenant).toMatchObject({ account, region, owner });
    }
  });

  it('has some of everything that can be wrong, and no environment removed under its tenants', () => {
    const ill = fleet.members.filter(({ ailment }) => ailment);
    expect(new Set(ill.map(({ ailment }) => ailment))).toEqual(
      new Set(AILMENTS),
    );
    expect(ill.length).toBeLessThan(40);
    expect(
      ill
        .filter(({ ailment }) => ailment === 'orphaned')
        .every(({ unit }) => unit.kind === 'tenant'),
    ).toBe(true);
  });

  it('has a year of requests that end in what the members are', () => {
    const { changes, members } = fleet;
    expect(changes.map(({ at }) => at)).toEqual(
      changes.map(({ at }) => at).sort((a, b) => a - b),
    );
    expect(changes[0].at).toBeGreaterThanOrEqual(UNTIL - YEAR);
    expect(changes.at(-1)!.at).toBeLessThan(UNTIL);
    const last = new Map(
      changes.flatMap(({ units }) => units.map(unit => [unit.name, unit])),
    );
    for (const { unit } of members) {
      expect(last.get(unit.name)).toEqual(unit);
      const own = changes.filter(({ units }) =>
        units.some(({ name }) => name === unit.name),
      );
      expect(own.map(({ kind }) => kind).slice(0, 2)).toEqual([
        'creation',
        'update',
      ]);
    }
  });

  it.each([0, 1.5, 20_001, NaN])('refuses a size of %p', units => {
    expect(() => describeFleet({ seed: 'test', units, until: UNTIL })).toThrow(
      `A fleet has from 1 to 20000 units, and not ${units}`,
    );
  });
});
