import {
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockServices } from '@backstage/backend-test-utils';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describedEvent, describedStack } from '../__testUtils__/awsAnswers';
import { collectorParts } from '../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { readEnvironmentsConfig } from '../config/EnvironmentsConfig';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { Place } from '../store';
import type { RegionClients } from './aws/AwsClients';
import { RateBudget } from './aws/RateBudget';
import { Collectors } from './Collectors';
import { AWS_TOPIC } from './hints';
import { RegionCollector } from './RegionCollector';

const REGION = 'us-east-1';
const START = Date.parse('2026-05-10T12:00:00Z');
const turn = () => new Promise(setImmediate);

/** What happens to one of three stacks. */
type Step = { stack: 'a' | 'b' | 'c'; becomes: string | 'gone' };

/** A CloudFormation to which things happen, and what answers for it as it is at that moment. */
class World {
  readonly #stacks = new Map<string, { stack: Stack; events: StackEvent[] }>();
  #moment = 0;

  constructor(readonly place: Place) {}

  happen({ stack: name, becomes }: Step): void {
    this.#moment += 1;
    const at = new Date(START + this.#moment * 1_000);
    if (becomes === 'gone') {
      this.#stacks.delete(name);
      return;
    }
    const known = this.#stacks.get(name);
    const StackId =
      known?.stack.StackId ??
      `arn:aws:cloudformation:${REGION}:${this.place.account}:stack/${name}/${this.#moment}`;
    const events = known?.events ?? [];
    events.push(
      describedEvent(name, {
        StackId,
        EventId: `${StackId} ${this.#moment}`,
        Timestamp: at,
        ResourceStatus: becomes as StackEvent['ResourceStatus'],
      }),
    );
    this.#stacks.set(name, {
      events,
      stack: describedStack(name, {
        StackId,
        CreationTime: known?.stack.CreationTime ?? at,
        LastUpdatedTime: at,
        StackStatus: becomes as Stack['StackStatus'],
      }),
    });
  }

  clients(): RegionClients {
    const clients = {
      ...this.place,
      budget: new RateBudget({ perSecond: 3, burst: 10 }),
      cloudFormation: new CloudFormationClient({ region: REGION }),
      cloudWatch: new CloudWatchClient({ region: REGION }),
      cloudTrail: new CloudTrailClient({ region: REGION }),
    };
    const eventsOf = (id: string) =>
      [...this.#stacks.values()].find(({ stack }) => stack.StackId === id)
        ?.events ?? [];
    // Answers are of the moment of the question, and come later.
    mockClient(clients.cloudFormation)
      .on(DescribeStacksCommand)
      .callsFake(async () => {
        const Stacks = [...this.#stacks.values()].map(({ stack }) => stack);
        await turn();
        return { Stacks };
      })
      .on(DescribeStackEventsCommand)
      .callsFake(async ({ StackName }) => {
        const StackEvents = [...eventsOf(StackName)].reverse();
        await turn();
        return { StackEvents };
      })
      .on(ListStackResourcesCommand)
      .resolves({ StackResourceSummaries: [] });
    mockClient(clients.cloudWatch).on(DescribeAlarmsCommand).resolves({});
    return clients;
  }
}

describe('events', () => {
  let databases: TestDatabase[];
  beforeAll(async () => {
    databases = [await createSqlite(), await createSqlite()];
  });
  afterAll(() => Promise.all(databases.map(each => each.destroy())));

  /** A portal over a database: events reach it, and its sweep runs when it is told to. */
  async function portal({ knex, stores }: TestDatabase, world: World) {
    const clients = world.clients();
    const tasks = new Map<string, (signal: AbortSignal) => unknown>();
    let tell: (payload: unknown) => void = () => {};
    const idle = { collect: async () => {} };
    const ledger = new DatabaseLedger(knex);
    const parts = collectorParts({ ...stores, ledger });
    await new Collectors({
      config: readEnvironmentsConfig(
        mockServices.rootConfig({
          data: {
            environments: {
              accounts: [
                { id: world.place.account, name: 'dev', regions: [REGION] },
              ],
            },
          },
        }),
      ),
      scheduler: mockServices.scheduler.mock({
        scheduleTask: async ({ id, fn }) => {
          tasks.set(id, fn as (signal: AbortSignal) => unknown);
        },
      }),
      events: mockServices.events.mock({
        subscribe: async ({ onEvent }) => {
          tell = eventPayload => onEvent({ topic: AWS_TOPIC, eventPayload });
        },
      }),
      logger: mockServices.logger.mock(),
      metrics: { eventArrived: () => {} },
      now: () => new Date(START),
      regions: new RegionCollector({
        ...stores,
        ...parts,
        clients: { forRegion: () => clients },
        events: mockServices.events.mock(),
        driftMaxAgeMs: Infinity,
      }),
      trail: idle,
      repositories: idle,
      runs: idle,
      fleet: { refresh: async () => {}, refreshPart: async () => {} },
    }).start();
    const sweep = tasks.get(`sweep-${world.place.account}-${REGION}`)!;
    return {
      tell: (step: number) =>
        tell({
          ...world.place,
          time: new Date(START + step * 1_000).toISOString(),
        }),
      sweep: () => sweep(new AbortController().signal),
      /** The stacks that exist, and all that is known to have happened to them. */
      known: async () => {
        const stacks = await stores.stacks.listStacks(world.place);
        const events = await Promise.all(
          stacks.map(({ stackId }) =>
            stores.stackEvents.listEvents(stackId, { limit: 500 }),
          ),
        );
        return { stacks, events };
      },
    };
  }

  it('that are shuffled, doubled and lost end in what all of them in order do, once a sweep has run', async () => {
    let run = 0;
    const step = fc.record({
      stack: fc.constantFrom('a' as const, 'b' as const, 'c' as const),
      becomes: fc.constantFrom(
        'CREATE_IN_PROGRESS',
        'CREATE_COMPLETE',
        'UPDATE_IN_PROGRESS',
        'UPDATE_COMPLETE',
        'UPDATE_ROLLBACK_COMPLETE',
        'gone',
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            step,
            // Of which steps events arrive once this one has happened.
            told: fc.array(fc.nat(8), { maxLength: 3 }),
            // Whether what they begin goes on while the next thing happens.
            turns: fc.nat(6),
          }),
          { minLength: 1, maxLength: 8 },
        ),
        async history => {
          run += 1;
          const place = {
            account: String(100_000_000_000 + run),
            region: REGION,
          };
          const world = new World(place);
          const orderly = await portal(databases[0], world);
          const disorderly = await portal(databases[1], world);
          for (const { step: next, told, turns } of history) {
            world.happen(next);
            await orderly.sweep();
            told.forEach(disorderly.tell);
            for (let i = 0; i < turns; i += 1) {
              await turn();
            }
          }
          await disorderly.sweep();
          expect(await disorderly.known()).toEqual(await orderly.known());
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);
});
