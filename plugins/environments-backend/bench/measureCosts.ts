import {
  CostExplorerClient,
  GetCostAndUsageCommand,
} from '@aws-sdk/client-cost-explorer';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import {
  describeFleet,
  DocumentStore,
  fleetStack,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import assert from 'node:assert/strict';
import { AwsClients } from '../src/collect/aws/AwsClients';
import { CostCollector } from '../src/collect/costs/CostCollector';
import { ReadingRecorder } from '../src/collect/reading/ReadingRecorder';
import { createStores } from '../src/store';
import { openDatabase } from './database';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/*
 * What Cost Explorer is paid a day: `measureCosts.ts UNITS DAYS`. Ours reads on its schedule, twice a day, for so many days after the first reading; theirs
 * asks once for each entity that somebody looks at, and each is looked at once a day. Prints both in US dollars a day, as JSON.
 */

const PAYER = '123456789012';
const DAY = 86_400_000;
const PRICE = 0.01;

const silent = {
  warn: (...told: unknown[]) => console.error(...told),
} as LoggerService;

async function main(units: number, days: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'plinth-bench-'));
  const clock = new SandboxClock();
  // A month that is long past is final, and so is what is read of it.
  const today = Date.UTC(2026, 9, 1);
  clock.freeze(new Date(today - 60 * DAY));
  const aws = await startAws({
    clock,
    documents: DocumentStore.open(path.join(folder, 'sandbox.sqlite')),
    dataDir: folder,
    port: 0,
    latency: 0,
  });
  const fleet = describeFleet({ seed: 'bench', units, until: today });
  for (const { unit } of fleet.members) {
    const stack = fleetStack(unit);
    await aws.cloudFormation.deploy({
      ...stack,
      template: JSON.stringify(stack.template),
      tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    });
  }
  clock.advance(60 * DAY);
  const db = await openDatabase(folder);
  const stores = createStores(db);
  let requests = 0;
  const now = () => clock.now();
  const clients = new AwsClients({
    credentials: DefaultAwsCredentialsManager.fromConfig(
      new ConfigReader({
        aws: {
          accounts: [
            {
              accountId: PAYER,
              accessKeyId: `AKIA${PAYER}READ`,
              secretAccessKey: 'sandbox',
            },
          ],
        },
      }),
    ),
    endpoint: aws.url,
    metrics: {
      awsCall: () => {
        requests += 1;
      },
    },
  });
  const costs = new CostCollector({
    ...stores,
    clients,
    recorder: new ReadingRecorder({ ...stores, logger: silent, now }),
    payerAccount: PAYER,
    now,
  });
  await costs.collect();
  const first = requests;
  requests = 0;
  for (let half = 0; half < 2 * days; half += 1) {
    clock.advance(DAY / 2);
    await costs.collect();
  }
  const ours = (requests * PRICE) / days;

  const client = new CostExplorerClient({
    region: 'us-east-1',
    endpoint: aws.url,
    credentials: {
      accessKeyId: `AKIA${PAYER}READ`,
      secretAccessKey: 'sandbox',
    },
  });
  let asked = 0;
  // Each costs the same, so that a few tell of all.
  const looked = fleet.members.slice(0, 20);
  for (const { unit } of looked) {
    let NextPageToken: string | undefined;
    do {
      const page = await client.send(
        new GetCostAndUsageCommand({
          TimePeriod: {
            Start: new Date(clock.millis() - 30 * DAY)
              .toISOString()
              .slice(0, 10),
            End: now().toISOString().slice(0, 10),
          },
          Granularity: 'DAILY',
          Metrics: ['UnblendedCost'],
          Filter: {
            Tags: {
              Key: 'plinth:entity',
              Values: [`resource:default/${unit.name}`],
            },
          },
          GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
          NextPageToken,
        }),
      );
      assert.ok(page.ResultsByTime?.length);
      NextPageToken = page.NextPageToken;
      asked += 1;
    } while (NextPageToken);
  }
  const theirs = (asked / looked.length) * units * PRICE;
  process.stdout.write(
    `${JSON.stringify({ ours, theirs, first: first * PRICE })}\n`,
  );
  await aws.close();
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
}

main(Number(process.argv[2]), Number(process.argv[3])).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
