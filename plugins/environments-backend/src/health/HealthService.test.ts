import { engines, TestDatabase } from '../__testUtils__/databases';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { cloudFormationSource, cloudWatchSource } from '../store';
import { HealthService } from './HealthService';

const NOW = new Date('2026-05-10T12:00:00Z');
const UNITS = 12;

const subject = (name: string) => ({
  ...PLACE,
  entityRef: `resource:default/${name}`,
  unit: `environments/${name}`,
  stacks: [name],
  repository: REPOSITORY,
});

describe.each(engines)('health on %s', (_, create) => {
  let database: TestDatabase;
  let health: HealthService;
  const names = Array.from({ length: UNITS }, (__, i) => `unit-${i}`);

  beforeEach(async () => {
    database = await create();
    const { stores } = database;
    health = new HealthService(stores);
    // Every other stack failed; each has a reason of its own.
    await stores.stacks.replaceStacks(
      PLACE,
      names.map((name, i) =>
        stackReading(name, {
          provenance: { commit: `c${i}` },
          status: i % 2 ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE',
        }),
      ),
      { at: NOW },
    );
    await stores.stackEvents.addEvents(
      names.flatMap(name =>
        ['UPDATE_IN_PROGRESS', 'UPDATE_FAILED'].map((status, i) => ({
          id: `${name}-${i}`,
          stackId: `arn:${name}`,
          at: `2026-05-10T10:00:0${i}.000Z`,
          logicalId: `Resource-of-${name}`,
          physicalId: i === 0 ? `arn:${name}` : `physical-${name}`,
          resourceType: 'AWS::SQS::Queue',
          status,
          reason: `Quota of ${name}`,
        })),
      ),
    );
    await stores.repositories.addCommits(
      names.map((name, i) => ({
        repository: REPOSITORY.fullName,
        sha: `c${i}`,
        url: `https://example.com/c${i}`,
        message: `Change ${name}`,
        committedAt: `2026-05-10T09:00:${10 + i}.000Z`,
        units: [`environments/${name}`],
      })),
    );
    await stores.deployments.putDeployment(
      {
        repository: REPOSITORY.fullName,
        units: names.map(name => `environments/${name}`),
        report: deploymentReport({ stacks: names.map(n => deployedStack(n)) }),
      },
      { at: NOW },
    );
    for (const sourceOf of [cloudFormationSource, cloudWatchSource]) {
      await stores.readings.succeeded(sourceOf(PLACE.account, PLACE.region), {
        at: NOW,
      });
    }
  });
  afterEach(() => database.destroy());

  it('judges each unit by what is its own', async () => {
    const all = await health.healthOf(names.map(subject));
    expect(all.map(h => h.entityRef)).toEqual(
      names.map(name => `resource:default/${name}`),
    );
    all.forEach((each, i) => {
      expect(each.mergedCommit?.sha).toBe(`c${i}`);
      expect(each.lastDeployment?.outcome).toBe('succeeded');
      expect(each.status).toBe(i % 2 ? 'Degraded' : 'Healthy');
      expect(each.reasons.at(0)?.message).toBe(
        i % 2
          ? `Resource-of-unit-${i} (AWS::SQS::Queue): Quota of unit-${i}.`
          : undefined,
      );
    });
    for (const name of names) {
      expect(all).toContainEqual((await health.healthOf([subject(name)]))[0]);
    }
  });

  it('judges one stack as its unit, as far as it concerns it', async () => {
    const [stack] = await database.stores.stacks.stacksOfUnits([
      subject('unit-1'),
    ]);
    expect(
      await health.healthOfStack('resource:default/stack', stack, REPOSITORY),
    ).toMatchObject({
      entityRef: 'resource:default/stack',
      status: 'Degraded',
      stacks: [{ name: 'unit-1', provenance: { commit: { sha: 'c1' } } }],
      lastDeployment: { outcome: 'succeeded' },
    });
  });

  it('asks the database as often for many units as for one', async () => {
    const queriesFor = async (some: string[]) => {
      let queries = 0;
      const count = () => {
        queries += 1;
      };
      database.knex.on('query', count);
      await health.healthOf(some.map(subject));
      database.knex.removeListener('query', count);
      return queries;
    };
    expect(await queriesFor(names)).toBe(await queriesFor(['unit-1']));
  });
});
