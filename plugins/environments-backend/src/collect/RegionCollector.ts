import { EventsService } from '@backstage/plugin-events-node';
import {
  STACKS_TOPIC,
  StacksEventPayload,
} from '@plinth/plugin-environments-node';
import {
  AlarmStore,
  cloudFormationSource,
  cloudWatchSource,
  driftSource,
  LeaseStore,
  Place,
  REPLICA,
  Stores,
  SweepStore,
  templateSource,
} from '../store';
import { sweepLease } from './sweepLease';
import { readAlarms } from './alarms/readAlarms';
import type { AwsClients, RegionClients } from './aws/AwsClients';
import { DriftSweep } from './drift/DriftSweep';
import type { FactRecorder } from './reading/FactRecorder';
import type { ReadingRecorder } from './reading/ReadingRecorder';
import { requireAll } from './reading/readEachStack';
import { SingleFlight } from './reading/SingleFlight';
import { StackSweep } from './stacks/StackSweep';
import { TemplateSweep } from './templates/TemplateSweep';

/** Reads one account and region after the other into the store: stacks, then drift, alarms and templates. */
export class RegionCollector {
  readonly #clients: Pick<AwsClients, 'forRegion'>;
  readonly #alarms: AlarmStore;
  readonly #leases: LeaseStore;
  readonly #sweeps: SweepStore;
  readonly #recorder: ReadingRecorder;
  readonly #events: EventsService;
  readonly #now: () => Date;
  readonly #stackSweep: StackSweep;
  readonly #driftSweep: DriftSweep;
  readonly #templateSweep: TemplateSweep;
  readonly #flights = new SingleFlight();

  constructor(
    options: {
      clients: Pick<AwsClients, 'forRegion'>;
      recorder: ReadingRecorder;
      facts: FactRecorder;
      events: EventsService;
      driftMaxAgeMs: number;
      now: () => Date;
    } & Pick<
      Stores,
      | 'alarms'
      | 'drift'
      | 'foreignStacks'
      | 'leases'
      | 'resources'
      | 'stackEvents'
      | 'stacks'
      | 'statements'
      | 'sweeps'
    >,
  ) {
    this.#clients = options.clients;
    this.#alarms = options.alarms;
    this.#leases = options.leases;
    this.#sweeps = options.sweeps;
    this.#recorder = options.recorder;
    this.#events = options.events;
    this.#now = options.now;
    this.#stackSweep = new StackSweep(options);
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
  collect(place: Place, signal?: AbortSignal): Promise<void> {
    const name = `${place.account}/${place.region}`;
    // The rate budget is each replica's own: that one replica asks at a time makes it one for all of them.
    return this.#flights.run(name, () =>
      this.#leases.hold(sweepLease(place), () => this.#note(place, signal)),
    );
  }

  /** Sweeps, and keeps for operators what that took. */
  async #note(place: Place, signal?: AbortSignal): Promise<void> {
    const { budget } = this.#clients.forRegion(place);
    const before = budget.spent();
    const beganAt = this.#now().toISOString();
    await this.#sweep(place, signal);
    const { requests, throttled } = budget.spent();
    await this.#sweeps.put({
      ...place,
      replica: REPLICA,
      beganAt,
      endedAt: this.#now().toISOString(),
      requests: requests - before.requests,
      throttled: throttled - before.throttled,
      rate: budget.rate(),
    });
  }

  async #sweep(place: Place, signal?: AbortSignal): Promise<void> {
    const { account, region } = place;
    const clients = this.#clients.forRegion(place);
    const now = this.#now;
    await this.#recorder.record(cloudFormationSource(account, region), () =>
      this.#sweepStacks(clients, signal),
    );
    await this.#recorder.record(driftSource(account, region), () =>
      this.#driftSweep.run(clients, { now, signal }),
    );
    await this.#recorder.record(cloudWatchSource(account, region), async () =>
      this.#alarms.replaceAlarms(place, await readAlarms(clients, { signal })),
    );
    await this.#recorder.record(templateSource(account, region), () =>
      this.#templateSweep.run(clients, { signal }),
    );
  }

  async #sweepStacks(
    clients: RegionClients,
    signal?: AbortSignal,
  ): Promise<void> {
    const { changes, refusals } = await this.#stackSweep.run(clients, {
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
    requireAll(refusals);
  }
}
