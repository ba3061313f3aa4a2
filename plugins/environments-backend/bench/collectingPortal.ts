import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { readUnitIdentity } from '@plinth/plugin-environments-common';
import { catalogEntity } from '@plinth/repository';
import {
  DocumentStore,
  type Fleet,
  fleetStack,
  SandboxClock,
  startAws,
} from '@plinth/sandbox';
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsClients } from '../src/collect/aws/AwsClients';
import { Collectors } from '../src/collect/Collectors';
import { FactRecorder } from '../src/collect/reading/FactRecorder';
import { ReadingRecorder } from '../src/collect/reading/ReadingRecorder';
import { RepositoryFinder } from '../src/collect/reading/RepositoryFinder';
import { RegionCollector } from '../src/collect/RegionCollector';
import { UnitRepositories } from '../src/config/UnitRepositories';
import { FleetProjection } from '../src/fleet/FleetProjection';
import { FleetService } from '../src/fleet/FleetService';
import { HealthService } from '../src/health/HealthService';
import { DatabaseLedger } from '../src/ledger/DatabaseLedger';
import { StoreSignals } from '../src/live/StoreSignals';
import { watchStores } from '../src/live/watchStores';
import { createStores } from '../src/store';
import { openDatabase } from './database';

/** Between two readings of a page. */
const PAGE_MS = 1_000;

const silent = {
  info: () => {},
  warn: () => {},
  debug: () => {},
  error: (...told: unknown[]) => console.error(...told),
  child: () => silent,
} as LoggerService;
const now = () => new Date();

/** A fleet in an AWS, and what updates a stack of it. */
export async function openAws(fleet: Fleet, folder: string) {
  const aws = await startAws({
    clock: new SandboxClock(),
    documents: DocumentStore.open(path.join(folder, 'sandbox.sqlite')),
    dataDir: folder,
    port: 0,
    latency: 0,
  });
  let revision = 0;
  /** Updates a stack, or makes it; answers when CloudFormation says that it was changed. */
  const deploy = async ({ unit }: Fleet['members'][number]) => {
    revision += 1;
    const stack = fleetStack({ ...unit, monthlyBudget: revision });
    const { status, updatedAt } = await aws.cloudFormation.deploy({
      ...stack,
      template: JSON.stringify(stack.template),
      tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
    });
    assert.match(status, /_COMPLETE$/);
    return updatedAt;
  };
  for (const member of fleet.members) {
    await deploy(member);
  }
  /** Says of a stack that something happened to it, though nothing did: as an event that comes twice does. */
  const hint = ({ unit: { account, region } }: Fleet['members'][number]) =>
    aws.bus.emit('event', {
      version: '0',
      id: 'again',
      'detail-type': 'CloudFormation Stack Status Change',
      source: 'aws.cloudformation',
      account,
      region,
      time: new Date().toISOString(),
      resources: [],
      detail: {},
    });
  return { aws, deploy, hint };
}

/** The portal's collectors over an AWS, whose events reach them at once, and what follows them. */
export async function openPortal(
  fleet: Fleet,
  aws: Awaited<ReturnType<typeof openAws>>['aws'],
  folder: string,
) {
  const db = await openDatabase(folder);
  const followers = new Set<() => void>();
  const signals = new StoreSignals({
    signals: {
      publish: async () => followers.forEach(follower => follower()),
    },
    logger: silent,
  });
  const written = new Set<() => void>();
  const changed = () => {
    written.forEach(each => each());
    signals.changed();
  };
  const stores = watchStores(createStores(db), changed);
  const ledger = new DatabaseLedger(db);
  const repositories = new UnitRepositories([]);
  const units = fleet.members.flatMap(
    ({ unit }) =>
      readUnitIdentity(catalogEntity(unit, { repository: 'none' })) ?? [],
  );
  const projection = new FleetProjection({
    ...stores,
    units: {
      async *pages() {
        yield units;
      },
    },
    health: new HealthService(stores),
    repositories,
    changed,
    now,
  });
  const accounts = fleet.accounts.map(({ id, name, regions }) => ({
    id,
    name,
    regions: [...regions],
  }));
  const clients = new AwsClients({
    credentials: DefaultAwsCredentialsManager.fromConfig(
      new ConfigReader({
        aws: {
          accounts: accounts.map(({ id }) => ({
            accountId: id,
            accessKeyId: `AKIA${id}READ`,
            secretAccessKey: 'sandbox',
          })),
        },
      }),
    ),
    endpoint: aws.url,
    metrics: { awsCall: () => {} },
  });
  const sweeps: ((signal: AbortSignal) => unknown)[] = [];
  let tell: (payload: unknown) => void = () => {};
  const schedule = { frequency: { minutes: 2 }, timeout: { minutes: 5 } };
  const idle = { collect: async () => {} };
  await new Collectors({
    config: {
      repositories: [],
      accounts,
      portalUrl: '',
      freshness: {},
      schedule: {
        sweep: schedule,
        repositories: schedule,
        costs: schedule,
        trail: schedule,
        driftMaxAgeMs: 3_600_000,
      },
    },
    scheduler: {
      scheduleTask: async ({ id, fn }) => {
        if (id.startsWith('sweep-')) {
          sweeps.push(fn as (signal: AbortSignal) => unknown);
        }
      },
    } as SchedulerService,
    events: {
      subscribe: async ({ topics, onEvent }) => {
        tell = eventPayload => onEvent({ topic: topics[0], eventPayload });
      },
      publish: async () => {},
    } as EventsService,
    logger: silent,
    metrics: { eventArrived: () => {} },
    now,
    regions: new RegionCollector({
      ...stores,
      clients,
      recorder: new ReadingRecorder({ ...stores, logger: silent, now }),
      facts: new FactRecorder({
        ledger,
        finder: new RepositoryFinder({ ...stores, configured: repositories }),
        now,
      }),
      events: { publish: async () => {} } as unknown as EventsService,
      driftMaxAgeMs: 3_600_000,
      now,
    }),
    trail: idle,
    repositories: idle,
    runs: idle,
    fleet: projection,
  }).start();
  const sweep = () =>
    Promise.all(sweeps.map(each => each(new AbortController().signal)));
  await sweep();
  await projection.refresh();
  aws.bus.on('event', event => {
    if (event['detail-type'] === 'CloudFormation Stack Status Change') {
      tell(event);
    }
  });
  const service = new FleetService({
    ...stores,
    projection,
    accounts,
    logger: silent,
  });
  const next = (hears: Set<() => void>) =>
    new Promise<void>(resolve => {
      const hear = () => {
        hears.delete(hear);
        resolve();
      };
      hears.add(hear);
    });
  const until = async (
    hears: Set<() => void>,
    pause: number,
    isThere: () => Promise<boolean>,
  ) => {
    for (;;) {
      const heard = next(hears);
      if (await isThere()) {
        return;
      }
      await Promise.all([heard, wait(pause)]);
    }
  };
  return {
    sweep,
    /** A page of the fleet, as somebody looks at it. */
    look: (q: string) =>
      service.list({ q, limit: 100 }, async () => ({
        visible: 'all',
        priced: 'all',
      })),
    /** When the store has the stack as it was changed. */
    stored: ({ unit }: Fleet['members'][number], updatedAt?: string) =>
      until(written, 0, async () => {
        const [stack] = await stores.stacks.stacksOfUnits([
          { ...unit, entityRef: `resource:default/${unit.name}`, unit: '' },
        ]);
        return (
          stack.updatedAt === updatedAt && stack.status === 'UPDATE_COMPLETE'
        );
      }),
    /** When a page that follows the signals shows it. */
    shown: ({ unit }: Fleet['members'][number], updatedAt?: string) =>
      until(followers, PAGE_MS, async () => {
        const { items } = await service.list(
          { q: unit.name, limit: 100 },
          async () => ({ visible: 'all', priced: 'all' }),
        );
        return items.some(
          ({ name, lastDeployedAt, health }) =>
            name === unit.name &&
            lastDeployedAt === updatedAt &&
            health !== 'Progressing',
        );
      }),
    close: async () => {
      signals.stop();
      await db.destroy();
    },
  };
}
