import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AwsSandbox,
  DocumentStore,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { collectorParts } from '../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { environmentEntity } from '../__testUtils__/entities';
import { AwsClients } from '../collect/aws/AwsClients';
import { CostCollector } from '../collect/costs/CostCollector';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import { CatalogUnits } from '../units/CatalogUnits';
import { AccountCostsService } from './AccountCostsService';

const DEV = '111122223333';
const STAGING = '444455556666';
const PAYER = '123456789012';
const CREATED = new Date('2026-05-03T00:00:00Z');
const NOW = new Date('2026-05-20T12:00:00Z');

describe('The bills of accounts, from Cost Explorer', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let database: TestDatabase;
  let aws: AwsSandbox;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-bills-'));
    documents = DocumentStore.open(':memory:');
    database = await createSqlite();
    const clock = new SandboxClock();
    aws = await startAws({ clock, documents, dataDir, port: 0 });
    clock.freeze(CREATED);
    const deploy = (account: string, stackName: string, tag?: string) =>
      aws.cloudFormation.deploy({
        account,
        region: 'us-east-1',
        stackName,
        template: JSON.stringify({
          Resources: { Key: { Type: 'AWS::KMS::Key', Properties: {} } },
        }),
        tags: tag ? [{ Key: 'plinth:entity', Value: tag }] : [],
      });
    await deploy(DEV, 'claims', 'resource:default/claims');
    await deploy(DEV, 'billing', 'resource:default/billing');
    await deploy(DEV, 'network', 'resource:default/network');
    await deploy(DEV, 'removed', 'resource:default/removed');
    await deploy(DEV, 'mistyped', 'Claims, I think');
    await deploy(STAGING, 'by-hand');
    clock.freeze(NOW);
  });
  afterAll(async () => {
    await aws.close();
    await database.destroy();
    documents.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('are told by whose use they are, and add up to what AWS says of each account', async () => {
    const clients = new AwsClients({
      credentials: {
        getCredentialProvider: async ({ accountId } = {}) => ({
          accountId,
          sdkCredentialProvider: async () => ({
            accessKeyId: `AKIA${accountId}READ`,
            secretAccessKey: 'sandbox',
          }),
        }),
      },
      endpoint: aws.url,
      metrics: { awsCall: () => {} },
    });
    const service = new AccountCostsService({
      ...database.stores,
      units: new CatalogUnits({
        auth: mockServices.auth(),
        catalog: catalogServiceMock({
          entities: [
            environmentEntity('claims', { 'plinth/stage': 'production' }),
            environmentEntity('billing', { 'plinth/stage': 'preview' }),
            environmentEntity('network', { 'plinth/stage': 'shared' }),
          ],
        }),
      }),
      accounts: [{ id: DEV, name: 'dev', regions: ['us-east-1'] }],
      payerAccount: PAYER,
      now: () => NOW,
    });
    expect(await service.costsOf({})).toMatchObject({
      items: [],
      freshness: { readAt: null },
    });

    await new CostCollector({
      ...database.stores,
      clients,
      payerAccount: PAYER,
      ...collectorParts(
        { ...database.stores, ledger: new DatabaseLedger(database.knex) },
        { now: () => NOW },
      ),
    }).collect();
    const bills = await service.costsOf({});

    // A key is a dollar a month; they are there for 17.5 days of May.
    const key = (17.5 * 24) / 730;
    expect(bills).toMatchObject({
      month: '2026-05',
      estimated: true,
      items: [
        {
          account: DEV,
          accountName: 'dev',
          units: expect.closeTo(2 * key, 1),
          shared: expect.closeTo(key, 1),
          unlisted: expect.closeTo(2 * key, 1),
          untagged: 0,
          adjustments: 0,
        },
        { account: STAGING, units: 0, untagged: expect.closeTo(key, 1) },
      ],
      freshness: { stale: false },
    });
    const { ResultsByTime: [may] = [] } = await clients
      .costExplorer(PAYER)
      .send(
        new GetCostAndUsageCommand({
          TimePeriod: { Start: '2026-05-01', End: '2026-05-21' },
          Granularity: 'MONTHLY',
          Metrics: ['UnblendedCost'],
          GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }],
        }),
      );
    const told = (may.Groups ?? []).map(({ Keys, Metrics }) => [
      Keys?.[0],
      Number(Number(Metrics?.UnblendedCost?.Amount).toFixed(2)),
    ]);
    expect(bills.items.map(({ account, total }) => [account, total])).toEqual(
      told.sort(([, a], [, b]) => Number(b) - Number(a)),
    );
    expect((await service.costsOf({ month: '2026-04' })).items).toEqual([]);
  });
});
