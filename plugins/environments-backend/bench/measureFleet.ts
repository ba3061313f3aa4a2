import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type {
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { readUnitIdentity } from '@plinth/plugin-environments-common';
import { DocumentStore, SandboxClock, startAws } from '@plinth/sandbox';
import assert from 'node:assert/strict';
import path from 'node:path';
import { UnitRepositories } from '../src/config/UnitRepositories';
import { FleetProjection } from '../src/fleet/FleetProjection';
import { FleetService } from '../src/fleet/FleetService';
import { HealthService } from '../src/health/HealthService';
import { EntityAuthorizer } from '../src/router/EntityAuthorizer';
import { fleetReach } from '../src/router/fleetReach';
import {
  cloudFormationSource,
  cloudWatchSource,
  createStores,
  type StackReading,
} from '../src/store';
import { answerAsked } from './answerAsked';
import { openDatabase, settle } from './database';

/*
 * A fleet of units with a stack each, in 40 accounts and regions: `measureFleet.ts UNITS page|own|count|health`. Ours is answered from the portal's
 * store, and theirs from AWS: one page in some way, for who sees everything or for a developer who sees what their team owns; how many
 * units there are of each health; or the health of one unit.
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

/** Whose units a developer sees: a twenty-fifth of all. */
const TEAM = 'group:default/team-7';

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

/** Decides as a policy does that lets people see what they own; no unit is to be asked for by itself. */
function developer(): EntityAuthorizer {
  const own: PolicyDecision = {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'catalog',
    resourceType: 'catalog-entity',
    conditions: {
      rule: 'IS_ENTITY_OWNER',
      resourceType: 'catalog-entity',
      params: { claims: ['user:default/someone', TEAM] },
    },
  };
  const permissions: Pick<PermissionsService, 'authorizeConditional'> = {
    authorizeConditional: async requests => requests.map(() => own),
  };
  return new EntityAuthorizer({
    permissions,
  } as unknown as ConstructorParameters<typeof EntityAuthorizer>[0]);
}

/** A fleet in the portal's store, and what answers a page of it. */
async function openPortal(fleet: FleetMember[], folder: string) {
  const db = await openDatabase(folder);
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
  const health = new HealthService(stores);
  const projection = new FleetProjection({
    ...stores,
    units: {
      async *pages() {
        for (let i = 0; i < units.length; i += 200) {
          yield units.slice(i, i + 200);
        }
      },
    },
    health,
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
  await settle(db);
  const everything = async () => ({
    visible: 'all' as const,
    priced: 'all' as const,
  });
  const authorizer = developer();
  const owned = fleet.filter(({ owner }) => owner === TEAM).length;
  return {
    own: async (round: number) => {
      const query = QUERIES[round % QUERIES.length];
      const { items, counts } = await service.list(
        { ...query, limit: LIMIT },
        () =>
          fleetReach(authorizer, {} as BackstageCredentials, {
            fleet: stores.fleet,
          }),
      );
      assert.ok(items.every(({ owner }) => owner === TEAM));
      assert.ok(query !== QUERIES[0] || counts.units === owned);
    },
    page: async (round: number) => {
      const query = QUERIES[round % QUERIES.length];
      const { items } = await service.list(
        { ...query, limit: LIMIT },
        everything,
      );
      assert.ok(items.length > 0, `${JSON.stringify(query)} shows nothing`);
    },
    count: async () => {
      const { counts } = await service.list({ limit: 1 }, everything);
      assert.equal(counts.units, fleet.length);
    },
    health: async (round: number) => {
      const unit = units[(round * 7919) % units.length];
      const [{ stacks }] = await health.healthOf([
        { ...unit, repository: undefined },
      ]);
      assert.equal(stacks.length, 1);
    },
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
  const clientOf = ({ account, region }: { account: string; region: string }) =>
    new CloudFormationClient({
      region,
      endpoint: aws.url,
      credentials: {
        accessKeyId: `AKIA${account}DEMO`,
        secretAccessKey: 'sandbox',
      },
    });
  const clients = ACCOUNTS.flatMap(account =>
    REGIONS.map(region => clientOf({ account, region })),
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
  const allStacks = async () => {
    const stacks = (await Promise.all(clients.map(stacksOf))).flat();
    assert.equal(stacks.length, fleet.length);
    return stacks;
  };
  const page = async () => {
    const stacks = await allStacks();
    stacks
      .sort((a, b) => (a.StackName! < b.StackName! ? -1 : 1))
      .slice(0, LIMIT);
  };
  return {
    page,
    own: page,
    count: async () => {
      const counts = new Map<string, number>();
      for (const { StackStatus = '' } of await allStacks()) {
        counts.set(StackStatus, (counts.get(StackStatus) ?? 0) + 1);
      }
    },
    health: async (round: number) => {
      const { name: StackName, ...place } =
        fleet[(round * 7919) % fleet.length];
      const client = clientOf(place);
      await Promise.all([
        client.send(new DescribeStacksCommand({ StackName })),
        client.send(new DescribeStackEventsCommand({ StackName })),
        client.send(new ListStackResourcesCommand({ StackName })),
      ]);
    },
    close: () => aws.close(),
  };
}

const QUESTIONS = ['page', 'own', 'count', 'health'] as const;

answerAsked(async folder => {
  const [units, asked] = process.argv.slice(2);
  const question = QUESTIONS.find(each => each === asked);
  assert.ok(question, `Ask for one of ${QUESTIONS.join(', ')}`);
  const fleet = members(Number(units));
  const portal = await openPortal(fleet, folder);
  const aws = await openAws(fleet, folder);
  return {
    ours: round => portal[question](round),
    theirs: round => aws[question](round),
    close: async () => {
      await portal.close();
      await aws.close();
    },
  };
});
