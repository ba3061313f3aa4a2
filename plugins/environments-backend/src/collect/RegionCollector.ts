import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import {
  STACKS_TOPIC,
  StacksEventPayload,
} from '@plinth/plugin-environments-node';
import type { Ledger, LedgerFact } from '../ledger/Ledger';
import {
  AlarmStore,
  cloudFormationSource,
  cloudWatchSource,
  driftSource,
  ReadingStore,
  Stores,
  templateSource,
} from '../store';
import type { AwsClients, RegionClients } from './aws/AwsClients';
import { DriftSweep } from './drift/DriftSweep';
import { explainFailure } from './reading/explainFailure';
import { readAlarms } from './alarms/readAlarms';
import { SingleFlight } from './reading/SingleFlight';
import type { UnplacedFact } from './stacks/stackFacts';
import { StackSweep } from './stacks/StackSweep';
import { TemplateSweep } from './templates/TemplateSweep';

/** Reads one account and region after the other into the store: stacks, then drift, alarms and templates. */
export class RegionCollector {
  readonly #clients: AwsClients;
  readonly #alarms: AlarmStore;
  readonly #readings: ReadingStore;
  readonly #ledger: Ledger;
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #repositoryOf: (unit: string) => Promise<string | undefined>;
  readonly #now: () => Date;
  readonly #stackSweep: StackSweep;
  readonly #driftSweep: DriftSweep;
  readonly #templateSweep: TemplateSweep;
  readonly #flights = new SingleFlight();

  constructor(
    options: {
      clients: AwsClients;
      ledger: Ledger;
      events: EventsService;
      logger: LoggerService;
      /** The repository that a unit lives in. */
      repositoryOf: (unit: string) => Promise<string | undefined>;
      driftMaxAgeMs: number;
      now: () => Date;
    } & Pick<
      Stores,
      | 'alarms'
      | 'drift'
      | 'readings'
      | 'resources'
      | 'stackEvents'
      | 'stacks'
      | 'statements'
    >,
  ) {
    this.#clients = options.clients;
    this.#alarms = options.alarms;
    this.#readings = options.readings;
    this.#ledger = options.ledger;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#repositoryOf = options.repositoryOf;
    this.#now = options.now;
    this.#stackSweep = new StackSweep({
      ...options,
      record: facts => this.#recordFacts(facts),
    });
    this.#driftSweep = new DriftSweep({
      ...options,
      maxAgeMs: options.driftMaxAgeMs,
    });
    this.#templateSweep = new TemplateSweep(options);
  }

  /**
   * Sweeps one account and region. A source that does not answer is recorded with the reason and keeps its last known
   * state; this resolves all the same, and the next sweep tries again.
   */
  collect(
    place: { account: string; region: string },
    signal?: AbortSignal,
  ): Promise<void> {
    return this.#flights.run(`${place.account}/${place.region}`, async () => {
      const clients = await this.#clients.forRegion(
        place.account,
        place.region,
      );
      await this.#record(
        cloudFormationSource(place.account, place.region),
        () => this.#sweepStacks(clients, signal),
      );
      await this.#record(driftSource(place.account, place.region), () =>
        this.#driftSweep.run(clients, { now: this.#now, signal }),
      );
      await this.#record(
        cloudWatchSource(place.account, place.region),
        async () => {
          await this.#alarms.replaceAlarms(
            place,
            await readAlarms(clients, { signal }),
          );
        },
      );
      await this.#record(templateSource(place.account, place.region), () =>
        this.#templateSweep.run(clients, { signal }),
      );
    });
  }

  async #sweepStacks(
    clients: RegionClients,
    signal?: AbortSignal,
  ): Promise<void> {
    const changes = await this.#stackSweep.run(clients, {
      now: this.#now,
      signal,
    });
    if (changes.added.length > 0 || changes.removed.length > 0) {
      const eventPayload: StacksEventPayload = {
        account: clients.account,
        region: clients.region,
        ...changes,
      };
      await this.#events.publish({ topic: STACKS_TOPIC, eventPayload });
    }
  }

  async #recordFacts(facts: UnplacedFact[]): Promise<void> {
    const placed: LedgerFact[] = [];
    for (const fact of facts) {
      const repository = await this.#repositoryOf(fact.units[0]);
      if (repository) {
        placed.push({ ...fact, repository });
      }
    }
    await this.#ledger.append(placed, { at: this.#now() });
  }

  async #record(source: string, read: () => Promise<void>): Promise<void> {
    try {
      await read();
      await this.#readings.succeeded(source, { at: this.#now() });
    } catch (error) {
      const reason = explainFailure(source, error);
      this.#logger.warn(reason);
      await this.#readings.failed(source, { at: this.#now(), reason });
    }
  }
}
