import { InputError, NotAllowedError } from '@backstage/errors';
import {
  changesReadPermission,
  roundAmount,
  severityOf,
  type ChangeEntry,
  type EnvironmentRow,
  type Home,
  type HomeChange,
  type UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { ActorNames } from '../changes/ActorNames';
import type { UnitRepositories } from '../config/UnitRepositories';
import type { FleetService } from '../fleet/FleetService';
import { combineFreshness } from '../health/combineFreshness';
import type { Ledger, LedgerEntry } from '../ledger/Ledger';
import type { Caller } from '../requests/Caller';
import { isRequester } from '../requests/isRequester';
import { judgeRequest } from '../requests/judgeRequest';
import type { ReachOf, RequestAccess } from '../requests/RequestAccess';
import type { RequestReader } from '../requests/RequestReader';
import { summarize, type FoundRequest } from '../requests/RequestService';
import { actorsOfRequest } from '../requests/stepsOf';
import {
  repositorySource,
  type FleetReach,
  type ReadingStore,
  type UnitCriteria,
} from '../store';
import { waitingFor } from './waitingFor';

const DAY_MS = 86_400_000;
/** Requests that ended are shown so long. */
const ENDED_MS = 7 * DAY_MS;
/** Changes are told at most so far back. */
const FAR_MS = 30 * DAY_MS;
/** What happened so long before somebody was away, and was read only then, is news too; a new portal reads years of them. */
const LATE_MS = DAY_MS;
const MOST_UNITS = 20;
const MOST_CHANGES = 30;
const MOST_REQUESTS = 50;

/** What of the ledger somebody who was away wants to know; the rest belongs to one of these. */
const NEWS: ReadonlySet<ChangeEntry['type']> = new Set([
  'requested',
  'merged',
  'deploymentRejected',
  'deploymentFinished',
  'runFailed',
  'runCancelled',
  'consoleEdit',
  'attemptIgnored',
]);

/** What somebody may see of the units that will be asked for. */
type FleetReachFor = (
  credentials: Caller['credentials'],
  among?: UnitCriteria,
) => Promise<FleetReach>;

/** What concerns one person, from the store. */
export class HomeService {
  readonly #access: RequestAccess;
  readonly #actors: ActorNames;
  readonly #fleetReach: FleetReachFor;
  readonly #reachOf: ReachOf;
  readonly #fleet: FleetService;
  readonly #ledger: Ledger;
  readonly #reader: RequestReader;
  readonly #readings: ReadingStore;
  readonly #repositories: UnitRepositories;
  readonly #now: () => Date;

  constructor(options: {
    access: RequestAccess;
    actors: ActorNames;
    fleetReach: FleetReachFor;
    reachOf: ReachOf;
    fleet: FleetService;
    ledger: Ledger;
    reader: RequestReader;
    readings: ReadingStore;
    unitRepositories: UnitRepositories;
    now: () => Date;
  }) {
    this.#access = options.access;
    this.#actors = options.actors;
    this.#fleetReach = options.fleetReach;
    this.#reachOf = options.reachOf;
    this.#fleet = options.fleet;
    this.#ledger = options.ledger;
    this.#reader = options.reader;
    this.#readings = options.readings;
    this.#repositories = options.unitRepositories;
    this.#now = options.now;
  }

  /** Throws a `NotAllowedError` for a service, which has no home, and an `InputError` for a time that has not come. */
  async homeOf(caller: Caller, query: { since?: string }): Promise<Home> {
    if (caller.ref === undefined) {
      throw new NotAllowedError('Only people have a home page');
    }
    const since = this.#sinceOf(query.since);
    const { credentials } = caller;
    const [requests, owned] = await Promise.all([
      this.#requests(caller),
      this.#fleet.owned(caller.claims, among =>
        this.#fleetReach(credentials, among),
      ),
    ]);
    const rows = owned.items;
    const [changes, nameOf, freshness] = await Promise.all([
      this.#changes(owned.units, since, caller),
      this.#actors.namer(
        requests.flatMap(({ facts, judgement }) =>
          actorsOfRequest(facts, judgement),
        ),
        credentials,
      ),
      this.#readings.freshness(
        this.#repositories.all.map(({ fullName }) =>
          repositorySource(fullName),
        ),
      ),
    ]);
    const costs = rows.flatMap(({ monthToDate }) => monthToDate ?? []);
    const mine = requests.filter(({ facts }) =>
      isRequester(facts.pull, caller),
    );
    return {
      requests: mine
        .slice(0, MOST_REQUESTS)
        .map(each => summarize(each, nameOf)),
      waiting: waitingFor(caller, { requests, rows }, this.#now()),
      units: worstFirst(rows).slice(0, MOST_UNITS),
      counts: owned.counts,
      monthToDate:
        costs.length > 0 ? roundAmount(costs.reduce((a, b) => a + b, 0)) : null,
      changes: { since: since.toISOString(), ...changes },
      freshness: combineFreshness([
        ...freshness,
        ...rows.map(row => row.freshness),
      ]),
    };
  }

  #sinceOf(given: string | undefined): Date {
    const now = this.#now().getTime();
    const since = given === undefined ? now - FAR_MS : Date.parse(given);
    if (since > now) {
      throw new InputError(`since: ${given} has not come yet`);
    }
    return new Date(Math.max(since, now - FAR_MS));
  }

  /** The current requests that the caller may see, the newest first. */
  async #requests(caller: Caller): Promise<FoundRequest[]> {
    const endedSince = new Date(this.#now().getTime() - ENDED_MS);
    const all = await Promise.all(
      this.#repositories.all.map(async repository => {
        const pulls = await this.#reader.current(repository, { endedSince });
        const known = await this.#access.filter(
          pulls,
          changesReadPermission,
          caller,
        );
        const facts = await this.#reader.factsOf(repository, known);
        return facts.map((each, index) => ({
          known: known[index],
          facts: each,
          judgement: judgeRequest(each),
        }));
      }),
    );
    return all
      .flat()
      .sort(
        (a, b) =>
          Date.parse(b.facts.pull.createdAt) -
            Date.parse(a.facts.pull.createdAt) ||
          b.facts.pull.number - a.facts.pull.number,
      );
  }

  async #changes(
    units: readonly UnitIdentity[],
    since: Date,
    caller: Caller,
  ): Promise<Pick<Home['changes'], 'items' | 'more'>> {
    const reach = await this.#reachOf(
      [changesReadPermission],
      caller.credentials,
      async () => units.map(({ entityRef }) => entityRef),
    );
    const allowed = units.filter(
      ({ entityRef }) => reach === 'all' || reach.includes(entityRef),
    );
    const news = await Promise.all(
      this.#repositories.all.map(async repository => {
        const own = allowed.filter(
          unit => this.#repositories.of(unit)?.fullName === repository.fullName,
        );
        const entries = await this.#ledger.entriesSince(
          repository.fullName,
          own.map(({ unit }) => unit),
          { since, limit: 500 },
        );
        return entries
          .filter(
            ({ type, at }) =>
              NEWS.has(type) && Date.parse(at) > since.getTime() - LATE_MS,
          )
          .flatMap(entry => {
            const unit = own.find(each => entry.units.includes(each.unit));
            return unit ? [toChange(entry, unit, repository)] : [];
          });
      }),
    );
    const all = news.flat().sort((a, b) => (a.at < b.at ? 1 : -1));
    const items = all.slice(0, MOST_CHANGES);
    const nameOf = await this.#actors.namer(
      items.flatMap(({ actor }) => actor ?? []),
      caller.credentials,
    );
    return {
      items: items.map(item =>
        item.actor ? { ...item, actor: nameOf(item.actor) } : item,
      ),
      more: all.length > items.length,
    };
  }
}

function toChange(
  entry: LedgerEntry,
  { entityRef }: UnitIdentity,
  { owner, repo }: { owner: string; repo: string },
): HomeChange {
  const { seq, at, type, summary, actor, pullRequest } = entry;
  return {
    id: `ledger-${seq}`,
    at,
    type,
    summary,
    ...(actor ? { actor } : {}),
    entityRef,
    ...(pullRequest ? { request: { owner, repo, number: pullRequest } } : {}),
  };
}

function worstFirst(rows: readonly EnvironmentRow[]): EnvironmentRow[] {
  return [...rows].sort(
    (a, b) =>
      severityOf(b.health) - severityOf(a.health) ||
      Number(b.sync === 'Drifted') - Number(a.sync === 'Drifted') ||
      a.name.localeCompare(b.name),
  );
}
