import {
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { isInProgress } from '@plinth/plugin-environments-common';
import type {
  ForeignStackStore,
  ResourceStore,
  StackChanges,
  StackEventStore,
  StackReading,
  StackStore,
  StoredResource,
  StoredStack,
  StoredStackEvent,
} from '../../store';
import type { RegionClients } from '../aws/AwsClients';
import type { FactRecorder } from '../reading/FactRecorder';
import { readEachStack, Refusal } from '../reading/readEachStack';
import { readStack, readStackEvent } from './readStack';
import { stackFacts } from './stackFacts';

/**
 * Pages of events after which a sweep begins no other stack and leaves the rest to the next one: half of what the rate budget
 * allows in the five minutes that a sweep may take. A stack that was begun is read to its end, so that none of its events is
 * left out: CloudFormation tells them from the newest back, and has no way to ask for older ones later.
 */
const EVENT_PAGES_PER_SWEEP = 450;

/** The state for which events and resources need to be read once. */
function markerOf(stack: StackReading): string {
  return `${stack.status} ${stack.updatedAt} ${stack.provenance?.commit ?? ''}`;
}

/** Stacks that were read before have few new events: they come first, before those whose history is read. */
function knownFirst(stacks: StoredStack[]): StoredStack[] {
  const isNew = (stack: StoredStack) => stack.detailMarker === undefined;
  return [...stacks].sort((a, b) => Number(isNew(a)) - Number(isNew(b)));
}

/** What a sweep found. */
export interface StackSweepResult {
  /** Which stacks came and went. */
  changes: StackChanges;
  /** Stacks of which CloudFormation refused events or resources; the next sweep asks again. */
  refusals: Refusal[];
}

/**
 * Reads the stacks of one account and region: all of them by pages of DescribeStacks, of those that are no unit's the names, then events and resources only of
 * those that changed or are changing.
 */
export class StackSweep {
  readonly #stacks: StackStore;
  readonly #foreignStacks: ForeignStackStore;
  readonly #resources: ResourceStore;
  readonly #stackEvents: StackEventStore;
  readonly #facts: Pick<FactRecorder, 'record'>;

  constructor(options: {
    stacks: StackStore;
    foreignStacks: ForeignStackStore;
    resources: ResourceStore;
    stackEvents: StackEventStore;
    facts: Pick<FactRecorder, 'record'>;
  }) {
    this.#stacks = options.stacks;
    this.#foreignStacks = options.foreignStacks;
    this.#resources = options.resources;
    this.#stackEvents = options.stackEvents;
    this.#facts = options.facts;
  }

  async run(
    clients: RegionClients,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<StackSweepResult> {
    const place = { account: clients.account, region: clients.region };
    const { readings, foreign } = await this.#describeStacks(
      clients,
      options.signal,
    );
    await this.#foreignStacks.replaceForeignStacks(place, foreign);
    const changes = await this.#stacks.replaceStacks(place, readings, {
      at: options.now(),
    });

    const due = (await this.#stacks.listStacks(place)).filter(
      stack =>
        stack.detailMarker !== markerOf(stack) || isInProgress(stack.status),
    );
    let pages = 0;
    const refusals = await readEachStack(knownFirst(due), async stack => {
      if (pages < EVENT_PAGES_PER_SWEEP) {
        pages += await this.#readDetail(clients, stack, options.signal);
      }
    });
    return { changes, refusals };
  }

  async #describeStacks(
    clients: RegionClients,
    signal?: AbortSignal,
  ): Promise<{ readings: StackReading[]; foreign: string[] }> {
    const readings: StackReading[] = [];
    const foreign: string[] = [];
    const pages = paginateDescribeStacks(
      { client: clients.cloudFormation },
      {},
      { abortSignal: signal },
    );
    for await (const page of pages) {
      for (const stack of page.Stacks ?? []) {
        const reading = readStack(stack, clients);
        if (reading) {
          readings.push(reading);
        } else if (stack.StackName && !stack.ParentId) {
          foreign.push(stack.StackName);
        }
      }
    }
    return { readings, foreign };
  }

  /** Answers how many pages of events it read. */
  async #readDetail(
    clients: RegionClients,
    stack: StoredStack,
    signal?: AbortSignal,
  ): Promise<number> {
    const { events, pages } = await this.#readNewEvents(clients, stack, signal);
    await this.#resources.replaceResources(
      stack.stackId,
      await this.#readResources(clients, stack, signal),
    );
    const { waiting } = await this.#facts.record(stackFacts(stack, events));
    if (waiting.length > 0) {
      return pages;
    }
    // After the facts, since events that are stored are not read again; the oldest first, for the newest says how far they go.
    await this.#stackEvents.addEvents(events.reverse());
    // Last, so that a reading that was cut off is done again.
    await this.#stacks.setDetailMarker(stack.stackId, markerOf(stack));
    return pages;
  }

  async #readNewEvents(
    clients: RegionClients,
    stack: StoredStack,
    signal?: AbortSignal,
  ): Promise<{ events: StoredStackEvent[]; pages: number }> {
    const newest = await this.#stackEvents.newestEventId(stack.stackId);
    const events: StoredStackEvent[] = [];
    const answers = paginateDescribeStackEvents(
      { client: clients.cloudFormation },
      { StackName: stack.stackId },
      { abortSignal: signal },
    );
    let pages = 0;
    for await (const answer of answers) {
      const read = (answer.StackEvents ?? []).flatMap(readStackEvent);
      events.push(...read);
      pages += 1;
      if (read.some(event => event.id === newest)) {
        break;
      }
    }
    return { events, pages };
  }

  async #readResources(
    clients: RegionClients,
    stack: StoredStack,
    signal?: AbortSignal,
  ): Promise<StoredResource[]> {
    const resources: StoredResource[] = [];
    const pages = paginateListStackResources(
      { client: clients.cloudFormation },
      { StackName: stack.stackId },
      { abortSignal: signal },
    );
    for await (const page of pages) {
      for (const summary of page.StackResourceSummaries ?? []) {
        if (
          summary.LogicalResourceId &&
          summary.ResourceStatus !== 'DELETE_COMPLETE'
        ) {
          resources.push({
            logicalId: summary.LogicalResourceId,
            physicalId: summary.PhysicalResourceId || undefined,
            resourceType: summary.ResourceType ?? '',
            status: summary.ResourceStatus ?? '',
            reason: summary.ResourceStatusReason,
            updatedAt: summary.LastUpdatedTimestamp?.toISOString(),
          });
        }
      }
    }
    return resources;
  }
}
