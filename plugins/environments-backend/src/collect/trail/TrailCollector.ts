import { Event, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { LoggerService } from '@backstage/backend-plugin-api';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import type { Ledger, LedgerFact } from '../../ledger/Ledger';
import {
  cloudTrailSource,
  OwnedResource,
  ReadingStore,
  ResourceStore,
  StackStore,
} from '../../store';
import type { AwsClients, RegionClients } from '../aws/AwsClients';
import { explainFailure } from '../reading/explainFailure';
import { OutOfBandCall, readOutOfBandCall } from './outOfBand';

/** Events may reach CloudTrail this late. */
const LATENESS_MS = 20 * 60_000;
/** How far the first reading looks back: as far as LookupEvents keeps is 90 days. */
const FIRST_LOOK_BACK_MS = 30 * 86_400_000;
/** 50 events a page at most twice a second: 10 minutes' worth. The next reading goes on. */
const MAX_PAGES = 200;

interface TrailState {
  /** ISO 8601: events before this have been read. */
  until: string;
}

/** Finds changes that were made outside the pipeline to resources of the units' stacks. */
export class TrailCollector {
  readonly #clients: AwsClients;
  readonly #stacks: StackStore;
  readonly #resources: ResourceStore;
  readonly #readings: ReadingStore;
  readonly #ledger: Ledger;
  readonly #logger: LoggerService;
  readonly #repositoryOf: (unit: string) => Promise<string | undefined>;
  readonly #now: () => Date;

  constructor(options: {
    clients: AwsClients;
    stacks: StackStore;
    resources: ResourceStore;
    readings: ReadingStore;
    ledger: Ledger;
    logger: LoggerService;
    repositoryOf: (unit: string) => Promise<string | undefined>;
    now: () => Date;
  }) {
    this.#clients = options.clients;
    this.#stacks = options.stacks;
    this.#resources = options.resources;
    this.#readings = options.readings;
    this.#ledger = options.ledger;
    this.#logger = options.logger;
    this.#repositoryOf = options.repositoryOf;
    this.#now = options.now;
  }

  /** Reads what is new. A failure is recorded with its reason, and the next reading starts where this one did. */
  async collect(
    place: { account: string; region: string },
    signal?: AbortSignal,
  ): Promise<void> {
    const source = cloudTrailSource(place.account, place.region);
    const at = this.#now();
    try {
      // Edits are told by the resources of stacks: without them there is nothing to look for yet.
      if ((await this.#stacks.listStacks(place)).length > 0) {
        const state = await this.#readings.state<TrailState>(source);
        const since = state
          ? new Date(Date.parse(state.until) - LATENESS_MS)
          : new Date(at.getTime() - FIRST_LOOK_BACK_MS);
        const clients = await this.#clients.forRegion(
          place.account,
          place.region,
        );
        for await (const events of lookup(clients, since, at, signal)) {
          const calls = events.flatMap(e => readOutOfBandCall(e) ?? []);
          await this.#record(place, calls);
        }
        await this.#readings.succeeded(source, {
          at: this.#now(),
          state: { until: at.toISOString() } satisfies TrailState,
        });
      } else {
        await this.#readings.succeeded(source, { at: this.#now() });
      }
    } catch (error) {
      const reason = explainFailure(source, error);
      this.#logger.warn(reason);
      await this.#readings.failed(source, { at: this.#now(), reason });
    }
  }

  async #record(
    place: { account: string; region: string },
    calls: OutOfBandCall[],
  ): Promise<void> {
    const names = [...new Set(calls.flatMap(call => call.resources))];
    if (names.length === 0) {
      return;
    }
    const owners = await this.#resources.ownersOf(place, names);
    const stacks = await this.#stacks.listStacks(place);
    const facts: LedgerFact[] = [];
    for (const call of calls) {
      const owner =
        owners.find(o => call.resources.includes(o.physicalId)) ??
        ownStack(call, stacks);
      const repository = owner && (await this.#repositoryOf(owner.stack.unit));
      if (owner && repository) {
        facts.push(toFact(call, owner, repository));
      }
    }
    await this.#ledger.append(facts, { at: this.#now() });
  }
}

/** A call to CloudFormation itself names a stack. */
function ownStack(
  call: OutOfBandCall,
  stacks: StackIdentity[],
): OwnedResource | undefined {
  if (call.eventSource !== 'cloudformation.amazonaws.com') {
    return undefined;
  }
  const stack = stacks.find(
    s => call.resources.includes(s.stackId) || call.resources.includes(s.name),
  );
  return (
    stack && {
      physicalId: stack.stackId,
      logicalId: stack.name,
      resourceType: 'AWS::CloudFormation::Stack',
      stack,
    }
  );
}

function toFact(
  call: OutOfBandCall,
  owner: OwnedResource,
  repository: string,
): LedgerFact {
  return {
    key: `console-edit:${call.eventId}`,
    type: 'consoleEdit',
    at: call.at,
    repository,
    units: [owner.stack.unit],
    actor: call.actor,
    summary: `${call.eventName} on ${owner.logicalId} (${owner.resourceType}) outside the pipeline`,
    details: {
      eventId: call.eventId,
      eventName: call.eventName,
      eventSource: call.eventSource,
      account: owner.stack.account,
      region: owner.stack.region,
      stack: owner.stack.name,
      logicalId: owner.logicalId,
      physicalId: owner.physicalId,
      ...(call.sourceIp ? { sourceIp: call.sourceIp } : {}),
      ...(call.userAgent ? { userAgent: call.userAgent } : {}),
    },
  };
}

async function* lookup(
  clients: RegionClients,
  since: Date,
  until: Date,
  signal?: AbortSignal,
): AsyncGenerator<Event[]> {
  let NextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    await clients.trailBudget.take();
    const answer = await clients.cloudTrail.send(
      new LookupEventsCommand({
        StartTime: since,
        EndTime: until,
        LookupAttributes: [
          { AttributeKey: 'ReadOnly', AttributeValue: 'false' },
        ],
        MaxResults: 50,
        NextToken,
      }),
      { abortSignal: signal },
    );
    yield answer.Events ?? [];
    NextToken = answer.NextToken;
    if (!NextToken) {
      return;
    }
  }
}
