import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readUnitIdentity } from '@plinth/plugin-environments-common';
import fc from 'fast-check';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { REPOSITORY } from '../__testUtils__/repository';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { UnitRepositories } from '../config/UnitRepositories';
import { HealthService } from '../health/HealthService';
import { CatalogUnits } from '../units/CatalogUnits';
import { FleetProjection } from './FleetProjection';
import { fleetRow } from './fleetRow';

const NOW = new Date('2026-05-10T12:00:00.000Z');
const OTHER = { ...PLACE, region: 'us-west-2' };
const repositories = new UnitRepositories([REPOSITORY]);

/** Something that happens to a unit; what it says of the fleet's other units stays as it is. */
const anyStep = fc.record({
  what: fc.constantFrom(
    'entity' as const,
    'stack' as const,
    'recovery' as const,
    'commit' as const,
    'cost' as const,
  ),
  name: fc.constantFrom('a', 'b', 'c'),
  /** Which state of the kind it comes to; 0 is that it is gone, where there is such a state. */
  state: fc.nat({ max: 3 }),
});

type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

describe.each(engines)('the fleet told on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  /** The plugin's parts over the test's database, and a catalog that the test changes. */
  function startProjection() {
    const { stores } = database;
    const entities = new Map<string, Entity>();
    const catalog = catalogServiceMock();
    const queryEntities = jest
      .spyOn(catalog, 'queryEntities')
      .mockImplementation(async (...args) =>
        catalogServiceMock({
          entities: [...entities.values()],
        }).queryEntities(...args),
      );
    const health = new HealthService(stores);
    const changed = jest.fn();
    const projection = new FleetProjection({
      ...stores,
      units: new CatalogUnits({ auth: mockServices.auth(), catalog }),
      health,
      repositories,
      changed,
      now: () => NOW,
    });
    /** Rows of the fleet's units, told without it. */
    const truth = async () => {
      const units = [...entities.values()]
        .map(entity => readUnitIdentity(entity)!)
        .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1));
      const healths = await health.healthOf(
        units.map(unit => ({ ...unit, repository: REPOSITORY })),
      );
      return Promise.all(
        units.map(async (unit, i) =>
          fleetRow(unit, healths[i], {
            days: await stores.costs.lines(unit.entityRef, {
              from: '2026-04-01',
              to: '2026-06-01',
            }),
            today: '2026-05-10',
          }),
        ),
      );
    };
    const kept = async () =>
      (await stores.fleet.page({ limit: 100, visible: 'all', priced: 'all' }))
        .items;
    return {
      projection,
      changed,
      entities,
      queryEntities,
      truth,
      kept,
      stores,
    };
  }

  type Parts = ReturnType<typeof startProjection>;

  /** Makes a step true, and tells the fleet what a collector would. */
  async function take(step: Step, parts: Parts, states: Map<string, number>) {
    const { projection, entities, stores } = parts;
    const { what, name, state } = step;
    states.set(`${what} ${name}`, state);
    const entityRef = `resource:default/${name}`;
    switch (what) {
      case 'entity':
        if (state === 0) {
          entities.delete(name);
        } else {
          entities.set(
            name,
            environmentEntity(name, {
              'plinth/stage': ['dev', 'staging', 'production'][state - 1],
              'plinth/stacks': `${name},${name}-dr`,
            }),
          );
        }
        return projection.refresh();
      case 'stack':
      case 'recovery': {
        const place = what === 'stack' ? PLACE : OTHER;
        const statuses = [
          'CREATE_COMPLETE',
          'UPDATE_FAILED',
          'ROLLBACK_COMPLETE',
        ];
        await stores.stacks.replaceStacks(
          place,
          ['a', 'b', 'c'].flatMap(each => {
            const status = states.get(`${what} ${each}`);
            const stack = what === 'stack' ? each : `${each}-dr`;
            return status
              ? stackReading(each, {
                  ...place,
                  name: stack,
                  stackId: `arn:${stack}`,
                  status: statuses[status - 1],
                })
              : [];
          }),
          { at: NOW },
        );
        return projection.refreshPart({ place });
      }
      case 'commit':
        await stores.repositories.addCommits([
          {
            repository: REPOSITORY.fullName,
            sha: `${name}${state}`,
            url: `https://example.com/${name}${state}`,
            message: 'Change',
            committedAt: `2026-05-10T09:00:0${state}.000Z`,
            units: [`environments/${name}`],
          },
        ]);
        return projection.refreshPart({ repository: REPOSITORY.fullName });
      default:
        await stores.costs.replaceDays(
          { from: '2026-05-01', to: '2026-06-01' },
          [
            {
              entityRef,
              date: '2026-05-02',
              service: 'Amazon S3',
              amount: state,
              estimated: false,
            },
          ],
        );
        return projection.refresh();
    }
  }

  it('is what the catalog and the stores say after whatever happened, if only of that it was told', async () => {
    await fc.assert(
      fc
        .asyncProperty(
          fc.array(anyStep, { minLength: 1, maxLength: 12 }),
          async steps => {
            const parts = startProjection();
            const states = new Map<string, number>();
            await parts.projection.refresh();
            for (const step of steps) {
              await take(step, parts, states);
              expect(await parts.kept()).toEqual(await parts.truth());
            }
          },
        )
        .afterEach(async () => {
          for (const table of [
            'fleet_units',
            'stacks',
            'commits',
            'commit_units',
            'cost_days',
          ]) {
            await database.knex(table).delete();
          }
        }),
      { numRuns: 20 },
    );
  });

  it('keeps what was told when the catalog does not answer', async () => {
    const { projection, entities, queryEntities, kept } = startProjection();
    entities.set('a', environmentEntity('a'));
    await projection.refresh();
    queryEntities.mockRejectedValueOnce(new Error('The catalog starts'));
    await expect(projection.refresh()).rejects.toThrow('The catalog starts');
    expect((await kept()).map(row => row.name)).toEqual(['a']);
  });

  it('says when a row came, differs or is gone, and not when it is told as it was', async () => {
    const { projection, changed, entities, stores } = startProjection();
    const said = async (tell: () => Promise<void>) => {
      changed.mockClear();
      await tell();
      return changed.mock.calls.length > 0;
    };
    entities.set('a', environmentEntity('a'));
    expect(await said(() => projection.refresh())).toBe(true);
    expect(await said(() => projection.refresh())).toBe(false);
    await stores.stacks.replaceStacks(PLACE, [stackReading('a')], { at: NOW });
    const part = () => projection.refreshPart({ place: PLACE });
    expect(await said(part)).toBe(true);
    expect(await said(part)).toBe(false);
    entities.clear();
    expect(await said(() => projection.refresh())).toBe(true);
  });

  it('is told before a reader of a small fleet sees it', async () => {
    const { projection, entities, kept } = startProjection();
    const failed = jest.fn();
    for (const name of ['a', 'b']) {
      entities.set(name, environmentEntity(name));
      await projection.settle(failed);
      expect((await kept()).at(-1)).toMatchObject({ name });
    }
    expect(failed).not.toHaveBeenCalled();
  });

  it('keeps no reader of a large fleet waiting, and is not told for each of them', async () => {
    const { projection, entities, queryEntities, kept } = startProjection();
    for (let i = 0; i < 201; i += 1) {
      entities.set(`unit-${i}`, environmentEntity(`unit-${i}`));
    }
    await projection.settle(jest.fn());
    expect(await kept()).toHaveLength(100);
    const asked = queryEntities.mock.calls.length;
    for (let i = 0; i < 50; i += 1) {
      await projection.settle(jest.fn());
    }
    expect(queryEntities.mock.calls.length).toBe(asked);
  });

  it('is told by one of two replicas at a time', async () => {
    const [one, two] = [startProjection(), startProjection()];
    one.entities.set('a', environmentEntity('a'));
    two.entities.set('a', environmentEntity('a'));
    let telling = 0;
    const put = database.stores.fleet.put.bind(database.stores.fleet);
    jest.spyOn(database.stores.fleet, 'put').mockImplementation(async units => {
      telling += 1;
      expect(telling).toBe(1);
      const written = await put(units);
      telling -= 1;
      return written;
    });
    await Promise.all([one, two].map(({ projection }) => projection.refresh()));
    expect(database.stores.fleet.put).toHaveBeenCalledTimes(2);
  });
});
