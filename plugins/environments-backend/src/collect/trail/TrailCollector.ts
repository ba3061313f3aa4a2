import { Event, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  cloudTrailSource,
  OwnedResource,
  Place,
  ResourceStore,
  StackStore,
} from '../../store';
import type { AwsClients } from '../aws/AwsClients';
import type { FactRecorder, UnplacedFact } from '../reading/FactRecorder';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { OutOfBandCall, readOutOfBandCall } from './outOfBand';

/** Events may reach CloudTrail this late. */
const LATENESS_MS = 20 * 60_000;
/** How far the first reading looks back: as far as LookupEvents keeps is 90 days. */
const FIRST_LOOK_BACK_MS = 30 * 86_400_000;
/** 50 events a page at most twice a second: 10 minutes' worth. The next reading goes on. */
const MAX_PAGES = 200;

/** A time span, ISO 8601. */
interface Period {
  since: string;
  until: string;
}

interface TrailState {
  /** Events before this have been read, save for those of `unread`. */
  until: string;
  /** What readings left to the next ones, since they had read as much as they may. */
  unread?: Period;
}

/** Finds changes that were made outside the pipeline to resources of the units' stacks. */
export class TrailCollector {
  readonly #clients: AwsClients;
  readonly #stacks: StackStore;
  readonly #resources: ResourceStore;
  readonly #recorder: ReadingRecorder;
  readonly #facts: FactRecorder;
  readonly #now: () => Date;

  constructor(options: {
    clients: AwsClients;
    stacks: StackStore;
    resources: ResourceStore;
    recorder: ReadingRecorder;
    facts: FactRecorder;
    now: () => Date;
  }) {
    this.#clients = options.clients;
    this.#stacks = options.stacks;
    this.#resources = options.resources;
    this.#recorder = options.recorder;
    this.#facts = options.facts;
    this.#now = options.now;
  }

  /** Reads what is new. A failure is recorded with its reason, and the next reading starts where this one did. */
  collect(place: Place, signal?: AbortSignal): Promise<void> {
    const source = cloudTrailSource(place.account, place.region);
    return this.#recorder.record<TrailState>(source, async state => {
      // Edits are told by the resources of stacks: before the first there is nothing to look for.
      if (!state && (await this.#stacks.listStacks(place)).length === 0) {
        return undefined;
      }
      const now = this.#now().getTime();
      const since = state
        ? Date.parse(state.until) - LATENESS_MS
        : now - FIRST_LOOK_BACK_MS;
      const until = new Date(now).toISOString();
      const fresh = { since: new Date(since).toISOString(), until };
      const unread = await this.#read(
        place,
        state?.unread ? [fresh, state.unread] : [fresh],
        signal,
      );
      return { until, ...(unread ? { unread } : {}) };
    });
  }

  /** Reads periods, the newest first, and answers what of them is left. */
  async #read(
    place: Place,
    periods: Period[],
    signal?: AbortSignal,
  ): Promise<Period | undefined> {
    let pages = 0;
    for (const { since, until } of periods) {
      const answers = paginateLookupEvents(
        { client: this.#clients.forRegion(place).cloudTrail, pageSize: 50 },
        {
          StartTime: new Date(since),
          EndTime: new Date(until),
          LookupAttributes: [
            { AttributeKey: 'ReadOnly', AttributeValue: 'false' },
          ],
        },
        { abortSignal: signal },
      );
      for await (const { Events: events = [], NextToken } of answers) {
        await this.#recordEdits(place, events);
        pages += 1;
        // The newest events come first: all that are older than these are left.
        const oldest = events.at(-1)?.EventTime;
        if (pages >= MAX_PAGES && NextToken && oldest) {
          return {
            since: periods.map(period => period.since).sort()[0],
            until: oldest.toISOString(),
          };
        }
      }
    }
    return undefined;
  }

  async #recordEdits(place: Place, events: Event[]): Promise<void> {
    const calls = events.flatMap(event => readOutOfBandCall(event) ?? []);
    const names = [...new Set(calls.flatMap(call => call.resources))];
    if (names.length === 0) {
      return;
    }
    const stacks = await this.#stacks.stacksNamed(place, names);
    const resources = await this.#resources.ownersOf(place, names);
    const { waiting } = await this.#facts.record(
      calls.flatMap(call => {
        const changed =
          ownStack(call, stacks) ??
          resources.find(({ physicalId }) =>
            call.resources.includes(physicalId),
          );
        return changed ? [toFact(call, changed)] : [];
      }),
    );
    if (waiting.length > 0) {
      throw new ServiceUnavailableError(
        `Edits of ${waiting.join(', ')} wait until every repository has been read once more`,
      );
    }
  }
}

/** A call to CloudFormation itself names a stack, which it may have deleted. */
function ownStack(
  call: OutOfBandCall,
  stacks: StackIdentity[],
): OwnedResource | undefined {
  if (call.eventSource !== 'cloudformation.amazonaws.com') {
    return undefined;
  }
  const stack =
    stacks.find(({ stackId }) => call.resources.includes(stackId)) ??
    stacks.find(({ name }) => call.resources.includes(name));
  return (
    stack && {
      physicalId: stack.stackId,
      logicalId: stack.name,
      resourceType: 'AWS::CloudFormation::Stack',
      stack,
    }
  );
}

function toFact(call: OutOfBandCall, owner: OwnedResource): UnplacedFact {
  return {
    key: `console-edit:${call.eventId}`,
    type: 'consoleEdit',
    at: call.at,
    unit: owner.stack.unit,
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
