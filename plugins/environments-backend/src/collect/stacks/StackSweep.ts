import {
  paginateDescribeStackEvents,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { isInProgress } from '@plinth/plugin-environments-common';
import type {
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
import { readStack, readStackEvent } from './readStack';
import { stackFacts } from './stackFacts';

/** Events of one stack that one sweep reads at most: 5 pages; the next sweep does not go back further. */
const MAX_EVENT_PAGES = 5;

/** The state for which events and resources need to be read once. */
function markerOf(stack: StackReading): string {
  return `${stack.status} ${stack.updatedAt} ${stack.provenance?.commit ?? ''}`;
}

/**
 * Reads the stacks of one account and region: all of them by pages of DescribeStacks, then events and resources only of
 * those that changed or are changing.
 */
export class StackSweep {
  readonly #stacks: StackStore;
  readonly #resources: ResourceStore;
  readonly #stackEvents: StackEventStore;
  readonly #facts: FactRecorder;

  constructor(options: {
    stacks: StackStore;
    resources: ResourceStore;
    stackEvents: StackEventStore;
    facts: FactRecorder;
  }) {
    this.#stacks = options.stacks;
    this.#resources = options.resources;
    this.#stackEvents = options.stackEvents;
    this.#facts = options.facts;
  }

  /** Answers which stacks came and went. */
  async run(
    clients: RegionClients,
    options: { now: () => Date; signal?: AbortSignal },
  ): Promise<StackChanges> {
    const place = { account: clients.account, region: clients.region };
    const readings = await this.#describeStacks(clients, options.signal);
    const changes = await this.#stacks.replaceStacks(place, readings, {
      at: options.now(),
    });

    for (const stack of await this.#stacks.listStacks(place)) {
      if (
        stack.detailMarker !== markerOf(stack) ||
        isInProgress(stack.status)
      ) {
        await this.#readDetail(clients, stack, options.signal);
      }
    }
    return changes;
  }

  async #describeStacks(
    clients: RegionClients,
    signal?: AbortSignal,
  ): Promise<StackReading[]> {
    const readings: StackReading[] = [];
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
        }
      }
    }
    return readings;
  }

  async #readDetail(
    clients: RegionClients,
    stack: StoredStack,
    signal?: AbortSignal,
  ): Promise<void> {
    const events = await this.#readNewEvents(clients, stack, signal);
    await this.#resources.replaceResources(
      stack.stackId,
      await this.#readResources(clients, stack, signal),
    );
    const { waiting } = await this.#facts.record(stackFacts(stack, events));
    if (waiting.length > 0) {
      return;
    }
    // After the facts, since events that are stored are not read again.
    await this.#stackEvents.addEvents(events);
    // Last, so that a reading that was cut off is done again.
    await this.#stacks.setDetailMarker(stack.stackId, markerOf(stack));
  }

  async #readNewEvents(
    clients: RegionClients,
    stack: StoredStack,
    signal?: AbortSignal,
  ): Promise<StoredStackEvent[]> {
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
      if (
        pages === MAX_EVENT_PAGES ||
        read.some(event => event.id === newest)
      ) {
        break;
      }
    }
    return events;
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
