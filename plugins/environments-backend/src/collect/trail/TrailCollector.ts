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

interface TrailState {
  /** ISO 8601: events before this have been read. */
  until: string;
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
      const stacks = await this.#stacks.listStacks(place);
      // Edits are told by the resources of stacks: without them there is nothing to look for yet.
      if (stacks.length === 0) {
        return undefined;
      }
      const at = this.#now();
      const pages = paginateLookupEvents(
        { client: this.#clients.forRegion(place).cloudTrail, pageSize: 50 },
        {
          StartTime: state
            ? new Date(Date.parse(state.until) - LATENESS_MS)
            : new Date(at.getTime() - FIRST_LOOK_BACK_MS),
          EndTime: at,
          LookupAttributes: [
            { AttributeKey: 'ReadOnly', AttributeValue: 'false' },
          ],
        },
        { abortSignal: signal },
      );
      let read = 0;
      for await (const page of pages) {
        await this.#recordEdits(page.Events ?? [], { place, stacks });
        read += 1;
        if (read === MAX_PAGES) {
          break;
        }
      }
      return { until: at.toISOString() };
    });
  }

  async #recordEdits(
    events: Event[],
    {
      place,
      stacks,
    }: {
      place: Place;
      stacks: StackIdentity[];
    },
  ): Promise<void> {
    const calls = events.flatMap(event => readOutOfBandCall(event) ?? []);
    const names = [...new Set(calls.flatMap(call => call.resources))];
    if (names.length === 0) {
      return;
    }
    const owners = await this.#resources.ownersOf(place, names);
    const { waiting } = await this.#facts.record(
      calls.flatMap(call => {
        const owner =
          owners.find(o => call.resources.includes(o.physicalId)) ??
          ownStack(call, stacks);
        return owner ? [toFact(call, owner)] : [];
      }),
    );
    if (waiting.length > 0) {
      throw new ServiceUnavailableError(
        `Edits of ${waiting.join(', ')} wait until every repository has been read once more`,
      );
    }
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
