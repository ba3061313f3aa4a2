import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { readUnitIdentity } from '@plinth/plugin-environments-common';
import { DocumentStore, SandboxClock, startAws } from '@plinth/sandbox';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import knexFactory from 'knex';
import { UnitRepositories } from '../src/config/UnitRepositories';
import { FleetProjection } from '../src/fleet/FleetProjection';
import { FleetService } from '../src/fleet/FleetService';
import { HealthService } from '../src/health/HealthService';
import {
  cloudFormationSource,
  cloudWatchSource,
  createStores,
  type StackReading,
} from '../src/store';
import { MIGRATIONS } from '../src/store/applyMigrations';

/*
 * A fleet of units with a stack each, in 40 accounts and regions, for a measurement: `measureFleet.ts UNITS`. Each line of
 * standard input asks for one page in some way, `ours` from the portal's store or `theirs` from AWS, and is answered by the milliseconds that
 * took. With PLINTH_TEST_POSTGRES_URL the store is in PostgreSQL, else in a file of SQLite.
 */

const ACCOUNTS = Array.from({ length: 10 }, (_, i) => `${222200000000 + i}`);
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'];
const STAGES = ['dev', 'staging', 'production', 'shared'] as const;
/** Of sixteen stacks, one failed, one is degraded and one in progress. */
const STATUSES = [
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_IN_PROGRESS',
  ...Array<string>(13).fill('UPDATE_COMPLETE'),
];
const LIMIT = 100;

/** What people ask of the page, one after the other; `theirs` keeps stacks by the same rules. */
const QUERIES = [
  {},
  { orderBy: '-health' as const },
  { stage: 'production' as const, orderBy: '-lastDeployedAt' as const },
  { health: 'Failed' as const },
  { q: 'team-7 dev' },
  { account: ACCOUNTS[3], orderBy: '-createdAt' as const },
];

interface FleetMember {
  name: string;
  account: string;
  region: string;
  stage: (typeof STAGES)[number];
  owner: string;
  status: string;
}

function members(count: number): FleetMember[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `unit-${i}`,
    account: ACCOUNTS[i % ACCOUNTS.length],
    region: REGIONS[Math.floor(i / ACCOUNTS.length) % REGIONS.length],
    stage: STAGES[Math.floor(i / 7) % STAGES.length],
    owner: `group:default/team-${i % 25}`,
    status: STATUSES[Math.floor(i / 3) % STATUSES.length],
  }));
}

function entityOf({
  name,
  account,
  region,
  stage,
  owner,
}: FleetMember): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'plinth/unit': `environments/${name}`,
        'plinth/stage': stage,
        'plinth/account': account,
        'plinth/region': region,
        'plinth/blueprint': 'application@1.0.0',
      },
    },
    spec: { type: 'aws-environment', owner },
    relations: [{ type: 'ownedBy', targetRef: owner }],
  };
}

/** A fleet in the portal's store, and what answers a page of it. */
async function openPortal(fleet: FleetMember[], folder: string) {
  const { PLINTH_TEST_POSTGRES_URL } = process.env;
  const db = knexFactory(
    PLINTH_TEST_POSTGRES_URL
      ? { client: 'pg', connection: PLINTH_TEST_POSTGRES_URL }
      : {
          client: 'better-sqlite3',
          connection: path.join(folder, 'environments.sqlite'),
          useNullAsDefault: true,
        },
  );
  await db.migrate.latest(MIGRATIONS);
  const stores = createStores(db);
  const at = new Date();
  for (const account of ACCOUNTS) {
    for (const region of REGIONS) {
      const stacks = fleet
        .filter(unit => unit.account === account && unit.region === region)
        .map(({ name, status }): StackReading => ({
          account,
          region,
          stackId: `${account}/${region}/${name}`,
          name,
          unit: `environments/${name}`,
          entityRef: `resource:default/${name}`,
          createdAt: at.toISOString(),
          updatedAt: at.toISOString(),
          status,
        }));
      await stores.stacks.replaceStacks({ account, region }, stacks, { at });
      for (const source of [cloudFormationSource, cloudWatchSource]) {
        await stores.readings.succeeded(source(account, region), { at });
      }
    }
  }
  const units = fleet.flatMap(unit => readUnitIdentity(entityOf(unit)) ?? []);
  const projection = new FleetProjection({
    ...stores,
    units: {
      async *pages() {
        for (let i = 0; i < units.length; i += 200) {
          yield units.slice(i, i + 200);
        }
      },
    },
    health: new HealthService(stores),
    repositories: new UnitRepositories([]),
    changed: () => {},
    now: () => new Date(),
  });
  const service = new FleetService({
    ...stores,
    projection,
    accounts: [],
    logger: console as unknown as LoggerService,
  });
  await projection.refresh();
  return {
    page: async (query: (typeof QUERIES)[number]) =>
      (
        await service.list({ ...query, limit: LIMIT }, async () => ({
          visible: 'all',
          priced: 'all',
        }))
      ).items.length,
    close: () => db.destroy(),
  };
}

/** The same fleet in an AWS, and what reads it for one view. */
async function openAws(fleet: FleetMember[], folder: string) {
  const aws = await startAws({
    clock: new SandboxClock(),
    documents: DocumentStore.open(path.join(folder, 'sandbox.sqlite')),
    dataDir: folder,
    port: 0,
    latency: 0,
  });
  const template = JSON.stringify({
    Resources: {
      Parameter: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Value: 'x' },
      },
    },
  });
  for (const { name, account, region, stage, owner } of fleet) {
    await aws.cloudFormation.deploy({
      account,
      region,
      stackName: name,
      template,
      tags: [
        { Key: 'plinth:stage', Value: stage },
        { Key: 'plinth:owner', Value: owner },
      ],
    });
  }
  const clients = ACCOUNTS.flatMap(account =>
    REGIONS.map(
      region =>
        new CloudFormationClient({
          region,
          endpoint: aws.url,
          credentials: {
            accessKeyId: `AKIA${account}DEMO`,
            secretAccessKey: 'sandbox',
          },
        }),
    ),
  );
  const stacksOf = async (client: CloudFormationClient) => {
    const stacks = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new DescribeStacksCommand({ NextToken }));
      stacks.push(...(page.Stacks ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    return stacks;
  };
  return {
    page: async () => {
      const stacks = (await Promise.all(clients.map(stacksOf))).flat();
      assert.equal(stacks.length, fleet.length);
      return stacks
        .sort((a, b) => (a.StackName! < b.StackName! ? -1 : 1))
        .slice(0, LIMIT).length;
    },
    close: () => aws.close(),
  };
}

async function main(units: number): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plinth-bench-'));
  const fleet = members(units);
  const portal = await openPortal(fleet, folder);
  const aws = await openAws(fleet, folder);
  process.stdout.write('ready\n');
  let asked = 0;
  for await (const side of createInterface({ input: process.stdin })) {
    const query = QUERIES[asked % QUERIES.length];
    asked += 1;
    const began = performance.now();
    const shown = await (side === 'ours' ? portal.page(query) : aws.page());
    const took = performance.now() - began;
    assert.ok(shown > 0, `${JSON.stringify(query)} shows nothing`);
    process.stdout.write(`${took}\n`);
  }
  await portal.close();
  await aws.close();
  rmSync(folder, { recursive: true, force: true });
}

main(Number(process.argv[2])).then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
