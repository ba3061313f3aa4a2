import { Event, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import { ServiceUnavailableError } from '@backstage/errors';
import {
  AccountPlace,
  cloudTrailSource,
  DriftStore,
  OwnedResource,
  Place,
  ResourceStore,
  StackCall,
  StackCallStore,
  StackStore,
} from '../../store';
import type { AwsClients } from '../aws/AwsClients';
import type { FactRecorder, UnplacedFact } from '../reading/FactRecorder';
import { IncompleteReading } from '../reading/IncompleteReading';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { OutOfBandCall, readOutOfBandCall } from './outOfBand';
import { ResourceIndex } from './ResourceIndex';
import { globalRegionOf, isGlobalType } from './services';

/** Events may reach CloudTrail this late. */
const LATENESS_MS = 20 * 60_000;
/** How far the first reading looks back: as far as LookupEvents keeps is 90 days. */
const FIRST_LOOK_BACK_MS = 30 * 86_400_000;
/** LookupEvents tells nothing older. */
const KEPT_MS = 90 * 86_400_000;
/**
 * Pages that one reading reads: 50 events each, somewhat more than one a second, within the ten minutes that it may take. Half
 * are for what is new, as long as something older is left: neither waits for the other.
 */
const MAX_PAGES = 200;
/** What the oldest of what is left gets in each reading at least, and the most that is read of a single second. */
const SURE_PAGES = MAX_PAGES / 2;

/** Calls that give a stack what it is made from; all others leave it, bring back what it was, or take it away. */
const DEPLOYMENTS = new Set(['CreateStack', 'ExecuteChangeSet', 'UpdateStack']);

/** Periods that are left to later readings at most. */
const MAX_UNREAD = 20;

/** A time span, ISO 8601. */
interface Period {
  since: string;
  until: string;
}

interface TrailState {
  /** Events before this have been read, save for those of `unread`. */
  until: string;
  /** What readings left to the next ones, since they had read as much as they may; the oldest first. */
  unread?: Period | Period[];
  /** What was left for so long that CloudTrail keeps it no longer; nobody will know its edits. */
  lost?: Period;
  /** Around the single seconds that had more events than a reading takes: LookupEvents cannot go on within one. */
  crowded?: Period;
}

/** What reading a part of a period came to. */
interface PartRead {
  pages: number;
  left: Period[];
  crowded: Period[];
}

/** Finds changes that were made outside the pipeline to resources of the units' stacks. */
export class TrailCollector {
  readonly #clients: AwsClients;
  readonly #stacks: StackStore;
  readonly #stackCalls: StackCallStore;
  readonly #resources: ResourceStore;
  readonly #drift: DriftStore;
  readonly #recorder: ReadingRecorder;
  readonly #facts: FactRecorder;
  readonly #now: () => Date;

  constructor(options: {
    clients: AwsClients;
    stacks: StackStore;
    stackCalls: StackCallStore;
    resources: ResourceStore;
    drift: DriftStore;
    recorder: ReadingRecorder;
    facts: FactRecorder;
    now: () => Date;
  }) {
    this.#clients = options.clients;
    this.#stacks = options.stacks;
    this.#stackCalls = options.stackCalls;
    this.#resources = options.resources;
    this.#drift = options.drift;
    this.#recorder = options.recorder;
    this.#facts = options.facts;
    this.#now = options.now;
  }

  /**
   * Reads what is new of an account and region, and of what was left. A failure is recorded with its reason, and the next reading
   * starts where this one did. In the region that has the calls to global services, edits are those of all regions' stacks.
   */
  collect(place: Place, signal?: AbortSignal): Promise<void> {
    const source = cloudTrailSource(place.account, place.region);
    return this.#recorder.record<TrailState>(source, async state => {
      // Edits are told by the resources of stacks: before the first there is nothing to look for.
      if (
        !state &&
        (await this.#stacks.listStacks(seenFrom(place))).length === 0
      ) {
        return undefined;
      }
      const now = this.#now().getTime();
      const since = state
        ? Date.parse(state.until) - LATENESS_MS
        : now - FIRST_LOOK_BACK_MS;
      const until = new Date(now).toISOString();
      // An older release had one period at most.
      const { kept, lost } = expire([state?.unread ?? []].flat(), now);
      const reader = this.#reader(place, signal);
      const fresh = await reader(
        { since: new Date(since).toISOString(), until },
        kept.length > 0 ? SURE_PAGES : MAX_PAGES,
      );
      const unread: Period[] = [];
      const crowded = [state?.crowded ?? [], fresh.crowded].flat();
      let pages = fresh.pages;
      for (const period of kept) {
        const read = await reader(period, MAX_PAGES - pages);
        pages += read.pages;
        unread.push(...read.left);
        crowded.push(...read.crowded);
      }
      unread.push(...fresh.left);
      const end: TrailState = {
        until,
        unread: joinNewest(unread),
        lost: spanOf([state?.lost ?? [], lost].flat()),
        crowded: spanOf(crowded),
      };
      const missing = explainMissing(spanOf(unread), end);
      if (missing) {
        throw new IncompleteReading(missing, { state: end });
      }
      return end;
    });
  }

  /**
   * Reads a period from its newest event back, for some pages at most, and answers what of it is left. A last second that has
   * more is read in part, and given up.
   */
  #reader(place: Place, signal?: AbortSignal) {
    const matcher = this.#matcher(place);
    return async (
      { since, until }: Period,
      maxPages: number,
    ): Promise<PartRead> => {
      if (maxPages <= 0) {
        return { pages: 0, left: [{ since, until }], crowded: [] };
      }
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
      let pages = 0;
      for await (const { Events: events = [], NextToken } of answers) {
        await this.#recordEdits(matcher, events);
        pages += 1;
        // The newest events come first: all that are older than these are left.
        const oldest = events.at(-1)?.EventTime;
        if (pages >= maxPages && NextToken && oldest) {
          const last = oldest.toISOString();
          if (last !== until || pages < SURE_PAGES) {
            return { pages, left: [{ since, until: last }], crowded: [] };
          }
          const before = new Date(oldest.getTime() - 1000).toISOString();
          return {
            pages,
            left: since <= before ? [{ since, until: before }] : [],
            crowded: [{ since: last, until: last }],
          };
        }
      }
      return { pages, left: [], crowded: [] };
    };
  }

  /** Finds what calls changed; the resources are read when there is a first call. */
  #matcher(place: Place) {
    let index: Promise<ResourceIndex> | undefined;
    const readIndex = async () => {
      const resources = await this.#resources.ownedResources(seenFrom(place));
      return new ResourceIndex(
        resources.filter(
          ({ stack, resourceType }) =>
            stack.region === place.region || isGlobalType(resourceType),
        ),
        place,
      );
    };
    return async (calls: OutOfBandCall[]) => {
      const stacks = await this.#stacks.stacksNamed(
        place,
        calls.filter(isOperation).flatMap(call => call.resources),
      );
      index ??= readIndex();
      const resources = await index;
      const matches = calls.map(call => ({
        call,
        stack: ownStack(call, stacks),
      }));
      const found = matches.map(({ call, stack }) => ({
        call,
        owned: stack ? [stack] : resources.find(call),
      }));
      return {
        deployments: matches.flatMap(({ call, stack }) =>
          stack && DEPLOYMENTS.has(call.eventName)
            ? [toStackCall(call, stack)]
            : [],
        ),
        edits: found.map(({ call, owned }) => ({
          at: call.at,
          stackIds: owned.map(({ stack }) => stack.stackId),
        })),
        facts: found.flatMap(({ call, owned }) => toFacts(call, owned)),
      };
    };
  }

  async #recordEdits(
    matcher: (calls: OutOfBandCall[]) => Promise<{
      deployments: StackCall[];
      edits: Array<{ at: string; stackIds: string[] }>;
      facts: UnplacedFact[];
    }>,
    events: Event[],
  ): Promise<void> {
    const calls = events.flatMap(event => readOutOfBandCall(event) ?? []);
    if (calls.length === 0) {
      return;
    }
    const { deployments, edits, facts } = await matcher(calls);
    for (const { at, stackIds } of edits) {
      await this.#drift.wantDrift(stackIds, endOfSecond(at));
    }
    await this.#stackCalls.addCalls(deployments);
    const { waiting } = await this.#facts.record(facts);
    if (waiting.length > 0) {
      throw new ServiceUnavailableError(
        `Edits of ${waiting.join(', ')} wait until every repository has been read once more`,
      );
    }
  }
}

/** CloudTrail tells whole seconds: only a check that began after the second saw what was done in it. */
function endOfSecond(at: string): Date {
  return new Date(Date.parse(at) + 999);
}

/** Where the stacks are on whose resources calls may be logged in a region. */
function seenFrom({ account, region }: Place): AccountPlace {
  return region === globalRegionOf(region) ? { account } : { account, region };
}

/** What of the periods CloudTrail still keeps, and what it does not. */
function expire(
  periods: Period[],
  now: number,
): { kept: Period[]; lost: Period[] } {
  const oldest = new Date(now - KEPT_MS).toISOString();
  const cut = (time: string) => (time < oldest ? oldest : time);
  return {
    kept: periods
      .filter(({ until }) => until > oldest)
      .map(({ since, until }) => ({ since: cut(since), until })),
    lost: periods
      .filter(({ since }) => since < oldest)
      .map(({ since, until }) => ({
        since,
        until: until < oldest ? until : oldest,
      })),
  };
}

/** From where the first of the periods begins to where the last ends; undefined where there is none. */
function spanOf(periods: Period[]): Period | undefined {
  const [since] = periods.map(period => period.since).sort();
  const until = periods
    .map(period => period.until)
    .sort()
    .at(-1);
  return until === undefined ? undefined : { since, until };
}

/** Not more periods than a state should hold: what lies between two of them is read once more. */
function joinNewest(periods: Period[]): Period[] {
  const newest = spanOf(periods.slice(MAX_UNREAD - 1));
  return [...periods.slice(0, MAX_UNREAD - 1), ...(newest ? [newest] : [])];
}

/** Which edits nobody sees yet, or ever; undefined where there are none. */
function explainMissing(
  unread: Period | undefined,
  { lost, crowded }: Pick<TrailState, 'lost' | 'crowded'>,
): string | undefined {
  const missing = [
    unread &&
      `Edits outside the pipeline between ${unread.since} and ${unread.until} are not all read yet; the next readings go on.`,
    lost &&
      `Edits between ${lost.since} and ${lost.until} are not all known: there were more calls than could be read before CloudTrail forgot them. The logs of the account's trail have them.`,
    crowded &&
      `Edits ${crowded.since === crowded.until ? `at ${crowded.since}` : `in some seconds between ${crowded.since} and ${crowded.until}`} are not all known: there were more calls in one second than can be read. The logs of the account's trail have them.`,
  ].filter(Boolean);
  return missing.length > 0 ? missing.join(' ') : undefined;
}

function isOperation({ eventSource }: OutOfBandCall): boolean {
  return eventSource === 'cloudformation.amazonaws.com';
}

/** A call to CloudFormation itself names a stack, which it may have deleted. */
function ownStack(
  call: OutOfBandCall,
  stacks: StackIdentity[],
): OwnedResource | undefined {
  if (!isOperation(call)) {
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

function toStackCall(
  { eventId, at, clientToken }: OutOfBandCall,
  { stack: { stackId } }: OwnedResource,
): StackCall {
  return { eventId, at, clientToken, stackId };
}

/** One fact for each unit of which something was changed. */
function toFacts(call: OutOfBandCall, owners: OwnedResource[]): UnplacedFact[] {
  const key = `console-edit:${call.eventId}`;
  return owners.map(owner => ({
    ...toFact(call, owner),
    key: owners.length === 1 ? key : `${key}/${owner.stack.unit}`,
  }));
}

function toFact(
  call: OutOfBandCall,
  owner: OwnedResource,
): Omit<UnplacedFact, 'key'> {
  return {
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
      ...(call.clientToken ? { clientToken: call.clientToken } : {}),
      ...(call.sourceIp ? { sourceIp: call.sourceIp } : {}),
      ...(call.userAgent ? { userAgent: call.userAgent } : {}),
    },
  };
}
