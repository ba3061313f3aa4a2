import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { BlueprintRegistry } from '@plinth/blueprints/schema';
import type {
  FleetUpgrade,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import { engines, type TestDatabase } from '../__testUtils__/databases';
import { createStores, type FleetUpgradeUnit } from '../store';
import type { UnitFacts } from './decideUpgrade';
import { FleetConductor } from './FleetConductor';
import { FleetUpgrades } from './FleetUpgrades';

const PERSON = 'user:default/jo';
const REQUEST = {
  blueprint: 'application',
  version: '1.1.0',
  waveSize: 10,
  maxOpen: 4,
  healthyMinutes: 30,
};

const identities: UnitIdentity[] = Array.from({ length: 40 }, (_, index) => {
  const name = `unit-${String(index).padStart(2, '0')}`;
  return {
    entityRef: `resource:default/${name}`,
    name,
    kind: 'environment',
    unit: `environments/${name}`,
    repository: 'github.com/acme/infrastructure',
    stage: (['dev', 'dev', 'staging', 'production'] as const)[
      Math.floor(index / 10)
    ],
    account: '111122223333',
    region: 'us-east-1',
    owner: 'group:default/platform',
    blueprint: 'application',
    stacks: [name],
  };
});

describe.each(engines)('the upgrade of a fleet on %s', (_, create) => {
  let database: TestDatabase;
  let now: Date;
  /** What the world knows of each unit. */
  let facts: Map<string, UnitFacts>;
  let asked: string[];
  let diesAfterAsking: string | undefined;
  let others: UnitIdentity[];
  let upgrades: FleetUpgrades;

  /** By default all goes well at once: opened, merged, deployed, Healthy. */
  const factsOf = (unit: FleetUpgradeUnit): UnitFacts => ({
    request: unit.taskId
      ? { state: 'opened', pull: { number: unit.position, url: 'https://x' } }
      : { state: 'lost' },
    pull: 'merged',
    deployment: 'succeeded',
    ...facts.get(unit.name),
  });
  /** A portal that has just started: it knows nothing but what the database holds. */
  const portal = () => {
    const { fleetUpgrades } = createStores(database.knex);
    return new FleetConductor({
      fleetUpgrades,
      logger: mockServices.logger.mock(),
      now: () => now,
      requests: {
        ask: async ({ name }) => {
          asked.push(name);
          if (name === diesAfterAsking) {
            diesAfterAsking = undefined;
            throw new Error('killed');
          }
          return `task-${name}`;
        },
      },
      facts: {
        of: async units =>
          new Map(units.map(unit => [unit.entityRef, factsOf(unit)] as const)),
      },
    });
  };
  const turn = async (times = 1) => {
    for (let i = 0; i < times; i++) {
      await portal().turn();
    }
  };
  const minutes = (count: number) => {
    now = new Date(now.getTime() + count * 60_000);
  };
  const begin = (over: object = {}) =>
    upgrades.begin(
      { ...REQUEST, ...over },
      {
        credentials: mockCredentials.user(PERSON),
        requester: PERSON,
        allowed: async units => units.filter(unit => !others.includes(unit)),
      },
    );
  const state = async () => {
    const [upgrade] = await upgrades.list();
    const count = (of: FleetUpgrade['units'][number]['state']) =>
      upgrade.units.filter(unit => unit.state === of).length;
    return { ...upgrade, count };
  };
  /** Lets one wave of ten through: at most four are open at once, and each waits for its half hour. */
  const wave = async () => {
    await turn(16);
    minutes(30);
    await turn(2);
  };

  beforeEach(async () => {
    database = await create();
    now = new Date('2026-11-29T10:00:00Z');
    facts = new Map();
    asked = [];
    others = [];
    diesAfterAsking = undefined;
    upgrades = new FleetUpgrades({
      fleetUpgrades: createStores(database.knex).fleetUpgrades,
      units: { all: async () => identities },
      versionOf: async () => '1.0.0',
      stageOrder: async () => [],
      blueprints: new BlueprintRegistry(),
      now: () => now,
    });
  });
  afterEach(() => database.destroy());

  it('stops at the first failure, leaves the rest untouched, says why, and goes on when it is resumed', async () => {
    await begin();
    await wave();
    expect((await state()).count('done')).toBe(10);
    facts.set('unit-12', {
      deployment: 'failed',
    });
    await turn(8);
    const stopped = await state();
    expect(stopped.state).toBe('stopped');
    expect(stopped.reason).toBe(
      'Wave 2 failed. unit-12: its deployment failed',
    );
    const before = [...asked];
    minutes(600);
    await turn(8);
    expect(asked).toEqual(before);
    // Of the forty, those of the third and fourth wave and who waited in the second.
    const untouched = identities
      .map(({ name }) => name)
      .filter(name => !asked.includes(name));
    expect(untouched.length).toBeGreaterThanOrEqual(20);
    expect((await state()).count('waiting')).toBe(untouched.length);

    facts.clear();
    await upgrades.resume(stopped.id, PERSON);
    minutes(30);
    await turn(20);
    minutes(30);
    await turn(2);
    await wave();
    await wave();
    const ended = await state();
    expect(ended.state).toBe('finished');
    expect(ended.count('done')).toBe(40);
    // The failed one was merged: it is awaited, and not asked for again.
    expect(asked).toHaveLength(40);
  });

  it('leaves thirty of forty untouched when the first of the second wave fails', async () => {
    facts.set('unit-10', { request: { state: 'refused', reason: 'frozen' } });
    await begin({ maxOpen: 1 });
    await turn(40);
    minutes(30);
    await turn(4);
    expect((await state()).reason).toBe('Wave 2 failed. unit-10: frozen');
    expect((await state()).count('waiting')).toBe(29);
    expect(asked).toHaveLength(11);

    const { id } = await state();
    await expect(
      upgrades.resume(id, PERSON, ['resource:default/unit-00']),
    ).rejects.toThrow(/unit-00 did not fail/);
    await upgrades.resume(id, PERSON, ['resource:default/unit-10']);
    await turn(2);
    expect(asked.at(-1)).toBe('unit-11');
    expect((await state()).count('leftOut')).toBe(1);
  });

  it('opens a wave only when each unit of the one before was Healthy for as long as stated', async () => {
    await begin();
    await turn(20);
    minutes(29);
    await turn(3);
    expect(asked).toHaveLength(10);
    minutes(1);
    await turn(2);
    expect(asked).toHaveLength(14);
  });

  it('never has more open at once than stated', async () => {
    facts = new Map(identities.map(({ name }) => [name, { pull: 'open' }]));
    await begin();
    await turn(5);
    expect(asked).toHaveLength(4);
    facts.delete('unit-00');
    await turn(2);
    expect(asked).toHaveLength(5);
  });

  it('asks for nothing while it is paused, and goes on where it was', async () => {
    const { id } = await begin();
    await turn();
    await upgrades.pause(id, PERSON);
    await expect(upgrades.pause(id, PERSON)).rejects.toThrow(
      /is paused, not running/,
    );
    await turn(10);
    expect(asked).toHaveLength(4);
    expect((await state()).count('settling')).toBe(4);
    await upgrades.resume(id, PERSON);
    await turn();
    expect(asked).toHaveLength(8);
    await expect(upgrades.resume(id, PERSON)).rejects.toThrow(/cannot resume/);
  });

  it('goes on after whoever was at it was killed between asking and writing it down', async () => {
    await begin({ maxOpen: 2 });
    diesAfterAsking = 'unit-00';
    await turn();
    expect(asked).toEqual(['unit-00']);
    // It finds the pull request that the first one opened.
    await turn(2);
    expect(asked).toEqual(['unit-00', 'unit-00', 'unit-01']);
    expect((await state()).count('failed')).toBe(0);
  });

  it('is one, however often the same task begins it', async () => {
    const first = await begin({ key: 'task-1' });
    expect(await begin({ key: 'task-1' })).toEqual(first);
    expect(await upgrades.list()).toHaveLength(1);
    expect((await begin({ key: 'task-1', dryRun: true })).id).toBe('task-1');
  });

  it('is refused for what another one has, what the person may not change, and what is not there', async () => {
    others = [identities[3]];
    await expect(begin()).rejects.toThrow(
      /You may not ask for a change of unit-03; narrow/,
    );
    others = [];
    await expect(begin({ version: '9.9.9' })).rejects.toThrow(
      /there is no version 9\.9\.9 of blueprint application/,
    );
    await expect(begin({ stages: ['shared'] })).rejects.toThrow(
      /No unit that you see here has an older version/,
    );
    const waves = await begin({ dryRun: true });
    expect(waves.units.map(unit => unit.wave).at(-1)).toBe(4);
    expect(await upgrades.list()).toEqual([]);
    await begin({ stages: ['dev'] });
    await expect(begin()).rejects.toThrow(
      /unit-00, unit-01, .* and 15 more are part of the upgrade to application 1\.1\.0 .* is running/,
    );
  });
});
