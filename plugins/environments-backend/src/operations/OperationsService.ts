import type {
  Operations,
  SourceFreshness,
} from '@plinth/plugin-environments-common';
import { SHARES_OF_RATE } from '../collect/aws/AwsClients';
import { configuredSources } from '../collect/configuredSources';
import { IN_FLIGHT } from '../collect/drift/DriftSweep';
import { sweepLease } from '../collect/sweepLease';
import { trailRegionsOf } from '../collect/trail/services';
import type { EnvironmentsConfig } from '../config/EnvironmentsConfig';
import {
  scheduleOfSource,
  type LeaseStore,
  type ReadingStore,
  type StackStore,
  type StoredSweep,
  type SweepStore,
} from '../store';
import { everyMs } from '../config/everyMs';
import { driftInterval } from './driftInterval';

const keyOf = ({ account, region }: { account: string; region: string }) =>
  `${account}/${region}`;

/** Tells operators how the collectors do, from what all replicas have written. */
export class OperationsService {
  readonly #leases: LeaseStore;
  readonly #readings: ReadingStore;
  readonly #stacks: StackStore;
  readonly #sweeps: SweepStore;
  readonly #config: EnvironmentsConfig;

  constructor(options: {
    leases: LeaseStore;
    readings: ReadingStore;
    stacks: StackStore;
    sweeps: SweepStore;
    config: EnvironmentsConfig;
  }) {
    this.#leases = options.leases;
    this.#readings = options.readings;
    this.#stacks = options.stacks;
    this.#sweeps = options.sweeps;
    this.#config = options.config;
  }

  /** Every configured account and region, whether or not it was ever read. */
  async tell(): Promise<Operations> {
    const { accounts, schedule } = this.#config;
    const [holders, counts, sweeps, freshness] = await Promise.all([
      this.#leases.holders(),
      this.#stacks.countByPlace(),
      this.#sweeps.all(),
      this.#freshness(),
    ]);
    const stacks = new Map(counts.map(each => [keyOf(each), each.stacks]));
    const last = new Map(sweeps.map(sweep => [keyOf(sweep), sweep]));
    // Where nobody says how often sweeps begin, as by a cron expression, each is taken to follow the one before.
    const sweepEveryMs = everyMs(schedule.sweep) ?? 0;
    const placed = new Map<string, SourceFreshness[]>();
    const sources: SourceFreshness[] = [];
    for (const each of freshness) {
      const place = each.source.match(/(\d{12}\/\S+)$/)?.[1];
      if (place) {
        placed.set(place, [...(placed.get(place) ?? []), each]);
      } else {
        sources.push(each);
      }
    }
    return {
      rate: SHARES_OF_RATE,
      driftObjectiveSeconds: schedule.driftMaxAgeMs / 1000,
      places: accounts.flatMap(({ id, name, regions }) =>
        // Where global services are logged the trail alone is read.
        [...new Set([...regions, ...trailRegionsOf(regions)])].map(region => {
          const place = { account: id, region };
          const key = keyOf(place);
          const sweep = last.get(key);
          return {
            ...place,
            accountName: name,
            stacks: stacks.get(key) ?? 0,
            sweptBy: holders.get(sweepLease(place)),
            lastSweep: sweep && toLastSweep(sweep),
            driftSeconds: driftInterval({
              stacks: stacks.get(key) ?? 0,
              sweepEveryMs,
              rate: sweep?.rate ?? SHARES_OF_RATE.portal,
              inFlight: IN_FLIGHT,
            }),
            sources: placed.get(key) ?? [],
          };
        }),
      ),
      sources,
    };
  }

  async #freshness(): Promise<SourceFreshness[]> {
    const { freshness } = this.#config;
    const readings = await this.#readings.freshness(
      configuredSources(this.#config),
    );
    return readings.map(reading => {
      const objective = freshness[scheduleOfSource(reading.source)];
      return {
        ...reading,
        ...(objective === undefined
          ? {}
          : { objectiveSeconds: objective / 1000 }),
      };
    });
  }
}

function toLastSweep(sweep: StoredSweep) {
  const { replica, beganAt, endedAt, requests, throttled, rate } = sweep;
  return {
    replica,
    endedAt,
    seconds: (Date.parse(endedAt) - Date.parse(beganAt)) / 1000,
    requests,
    throttled,
    rate: Math.round(rate * 100) / 100,
  };
}
