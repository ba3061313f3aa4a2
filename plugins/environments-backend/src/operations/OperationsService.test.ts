import { mockServices } from '@backstage/backend-test-utils';
import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { stackReading } from '../__testUtils__/stackReading';
import { readEnvironmentsConfig } from '../config/EnvironmentsConfig';
import {
  cloudFormationSource,
  cloudTrailSource,
  createStores,
  driftSource,
} from '../store';
import { OperationsService } from './OperationsService';

const ACCOUNT = '111122223333';
const NOW = new Date('2026-05-10T12:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

describe('OperationsService', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createSqlite();
  });
  afterAll(() => database.destroy());

  it('tells of each account and region what its sweep took, who sweeps it, what is fresh, and how often drift can be checked', async () => {
    const config = readEnvironmentsConfig(
      mockServices.rootConfig({
        data: {
          environments: {
            repositories: [{ url: 'https://github.com/acme/infrastructure' }],
            accounts: [
              { id: ACCOUNT, name: 'dev', regions: ['eu-west-1', 'us-west-2'] },
            ],
          },
        },
      }),
    );
    const stores = createStores(database.knex, {
      objectives: { freshness: config.freshness, now: () => NOW },
    });
    const place = { account: ACCOUNT, region: 'eu-west-1' };
    await stores.stacks.replaceStacks(
      place,
      Array.from({ length: 310 }, (_, index) =>
        stackReading(`unit-${index}`, place),
      ),
      { at: NOW },
    );
    await stores.readings.succeeded(
      cloudFormationSource(ACCOUNT, 'eu-west-1'),
      {
        at: ago(1),
      },
    );
    await stores.readings.succeeded(driftSource(ACCOUNT, 'eu-west-1'), {
      at: ago(20),
    });
    await stores.readings.failed(cloudTrailSource(ACCOUNT, 'us-east-1'), {
      at: ago(1),
      reason: 'CloudTrail refuses the portal.',
    });
    await stores.sweeps.put({
      ...place,
      replica: 'portal-1/42',
      beganAt: ago(2).toISOString(),
      endedAt: ago(1).toISOString(),
      requests: 90,
      throttled: 6,
      rate: 1.5,
    });
    let operations: Awaited<ReturnType<OperationsService['tell']>> | undefined;
    await stores.leases.hold(`AWS ${ACCOUNT}/us-west-2`, async () => {
      operations = await new OperationsService({ ...stores, config }).tell();
    });
    const { rate, driftObjectiveSeconds, places, sources } = operations!;
    expect({ rate, driftObjectiveSeconds }).toEqual({
      rate: { portal: 3, pipeline: 2 },
      driftObjectiveSeconds: 3_600,
    });
    expect(
      places.map(({ sources: own, ...each }) => ({
        ...each,
        stale: own.flatMap(({ stale, reason }) => (stale ? [reason] : [])),
      })),
    ).toEqual([
      {
        ...place,
        accountName: 'dev',
        stacks: 310,
        lastSweep: {
          replica: 'portal-1/42',
          endedAt: ago(1).toISOString(),
          seconds: 60,
          requests: 90,
          throttled: 6,
          rate: 1.5,
        },
        // 31 sweeps of ten checks
        driftSeconds: 3_720,
        stale: [
          expect.stringContaining(
            'was read 20 minutes ago, and should be every 6 minutes',
          ),
          'CloudWatch 111122223333/eu-west-1 has not been read yet.',
          'CloudFormation templates 111122223333/eu-west-1 has not been read yet.',
          'CloudTrail 111122223333/eu-west-1 has not been read yet.',
        ],
      },
      {
        account: ACCOUNT,
        region: 'us-west-2',
        accountName: 'dev',
        stacks: 0,
        sweptBy: expect.stringMatching(new RegExp(`/${process.pid}$`)),
        driftSeconds: 0,
        stale: Array(5).fill(expect.stringContaining('has not been read yet')),
      },
      {
        account: ACCOUNT,
        region: 'us-east-1',
        accountName: 'dev',
        stacks: 0,
        driftSeconds: 0,
        stale: ['CloudTrail refuses the portal.'],
      },
    ]);
    expect(sources).toEqual([
      expect.objectContaining({
        source: expect.stringContaining('acme/infrastructure'),
        objectiveSeconds: 360,
      }),
      expect.anything(),
    ]);
  });
});
