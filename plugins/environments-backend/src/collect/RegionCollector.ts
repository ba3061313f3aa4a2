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

const nameOf = ({ account, region }: Place) => `${account}/${region}`;

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
  readonly #stackFlights = new SingleFlight();
  /** Readings beside the sweeps of this replica, by place: its lease is held until they end, too. */
  readonly #beside = new Map<string, Set<Promise<void>>>();

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
    const name = nameOf(place);
    // The rate budget is each replica's own: that one replica asks at a time makes it one for all of them.
    return this.#flights.run(name, () =>
      this.#hold(place, () => this.#note(place, signal)),
    );
  }

  /**
   * Reads the stacks of one account and region, as an event asks for: whoever follows a deployment waits for no drift, alarms and
   * templates. While this replica sweeps the place, this is a part of the sweep.
   */
  async readStacks(place: Place): Promise<void> {
    const beside = this.#beside.get(nameOf(place));
    if (!beside) {
      return this.#flights.run(`stacks of ${nameOf(place)}`, () =>
        this.#hold(place, () => this.#readStacks(place)),
      );
    }
    const reading = this.#readStacks(place).finally(() =>
      beside.delete(reading),
    );
    beside.add(reading);
    return reading;
  }

  #hold(place: Place, work: () => Promise<void>): Promise<void> {
    return this.#leases.hold(sweepLease(place), async () => {
      const beside = new Set<Promise<void>>();
      this.#beside.set(nameOf(place), beside);
      try {
        await work();
        while (beside.size > 0) {
          await Promise.all(beside);
        }
      } finally {
        this.#beside.delete(nameOf(place));
      }
    });
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
    await this.#readStacks(place, signal);
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

  #readStacks(place: Place, signal?: AbortSignal): Promise<void> {
    const { account, region } = place;
    return this.#stackFlights.run(nameOf(place), () =>
      this.#recorder.record(cloudFormationSource(account, region), () =>
        this.#sweepStacks(this.#clients.forRegion(place), signal),
      ),
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
