import type {
  MetricsService,
  MetricsServiceCounter,
  MetricsServiceGauge,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import type { GithubCall } from '@plinth/plugin-environments-node';
import type { Ledger } from '../ledger/Ledger';
import {
  FreshnessObjectives,
  Place,
  ReadingStore,
  scheduleOfSource,
} from '../store';

/** A request to AWS that was answered or refused; each attempt counts, as AWS counts them. */
export interface AwsCall extends Place {
  /** `CloudFormation`. */
  service: string;
  /** `DescribeStacks`. */
  operation: string;
  /** `ok`, or the name of the error. */
  result: string;
}

/** The buckets of how long things take, seconds: from what nobody notices to what nobody waits for. */
const SECONDS = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 900, 3600];

/**
 * What operators watch, through Backstage's metrics service: nothing is kept here, and without an exporter nothing is sent. What
 * stands in the database is the same on every replica; what a process did is counted by each.
 */
export class PortalMetrics {
  readonly #awsCalls: MetricsServiceCounter;
  readonly #githubCalls: MetricsServiceCounter;
  readonly #githubRemaining: MetricsServiceGauge;
  readonly #awsRemaining: MetricsServiceGauge;
  readonly #awsRate: MetricsServiceGauge;
  readonly #eventLag: MetricsServiceHistogram;
  readonly #estimates: MetricsServiceHistogram;

  /** Registers all instruments; those of the database are read when they are asked for. */
  constructor(
    metrics: MetricsService,
    options: {
      readings: Pick<ReadingStore, 'all' | 'freshness'>;
      /** All sources that are to be read. */
      sources: readonly string[];
      freshness: FreshnessObjectives;
      ledger: Pick<Ledger, 'size'>;
      now: () => Date;
    },
  ) {
    const { readings, sources, freshness, ledger, now } = options;
    metrics
      .createObservableGauge('plinth.source.age', {
        description: 'Time since a source was read last',
        unit: 's',
      })
      .addCallback(async result => {
        for (const { source, readAt } of await readings.all()) {
          if (readAt) {
            const age = now().getTime() - Date.parse(readAt);
            result.observe(age / 1000, { source });
          }
        }
      });
    metrics
      .createObservableGauge('plinth.freshness', {
        description:
          'Share of the sources of a schedule that are no older than their objective',
        unit: '1',
      })
      .addCallback(async result => {
        for (const [schedule, objective] of Object.entries(freshness)) {
          const own = await readings.freshness(
            sources.filter(source => scheduleOfSource(source) === schedule),
          );
          const fresh = own.filter(
            ({ readAt }) =>
              readAt && now().getTime() - Date.parse(readAt) <= objective,
          );
          if (own.length > 0) {
            result.observe(fresh.length / own.length, { schedule });
          }
        }
      });
    metrics
      .createObservableGauge('plinth.source.failing', {
        description:
          '1 if the last reading of a source failed, or told a part only',
      })
      .addCallback(async result => {
        for (const { source, stale } of await readings.all()) {
          result.observe(stale ? 1 : 0, { source });
        }
      });
    metrics
      .createObservableGauge('plinth.ledger.entries', {
        description: 'Entries of the ledger; they never become fewer',
      })
      .addCallback(async result => result.observe(await ledger.size()));
    this.#awsCalls = metrics.createCounter('plinth.aws.calls', {
      description: 'Requests to AWS, by result',
    });
    this.#awsRemaining = metrics.createGauge('plinth.aws.remaining', {
      description:
        'Requests that may be sent at once to an account and region, by the budget of this replica',
    });
    this.#awsRate = metrics.createGauge('plinth.aws.rate', {
      description:
        'Requests a second to an account and region; fewer after AWS has throttled',
    });
    this.#githubCalls = metrics.createCounter('plinth.github.calls', {
      description: 'Requests to GitHub, by status',
    });
    this.#githubRemaining = metrics.createGauge('plinth.github.remaining', {
      description: 'Requests that GitHub still takes within the hour',
    });
    this.#eventLag = metrics.createHistogram('plinth.event.lag', {
      description: 'Time from an event of AWS to its arrival here',
      unit: 's',
      advice: { explicitBucketBoundaries: SECONDS },
    });
    this.#estimates = metrics.createHistogram('plinth.estimate.duration', {
      description: 'Time to price a unit, by result',
      unit: 's',
      advice: { explicitBucketBoundaries: SECONDS },
    });
  }

  /** A request to AWS ended; `budget` is what may be sent at once, and a second, where that is bounded. */
  awsCall(call: AwsCall, budget?: { remaining: number; rate: number }): void {
    this.#awsCalls.add(1, { ...call });
    if (budget) {
      const { account, region, service } = call;
      const place = { account, region, service };
      this.#awsRemaining.record(budget.remaining, place);
      this.#awsRate.record(budget.rate, place);
    }
  }

  /** A request to GitHub ended. */
  githubCall({ host, status, remaining }: GithubCall): void {
    this.#githubCalls.add(1, { host, result: String(status ?? 'no answer') });
    if (remaining !== undefined) {
      this.#githubRemaining.record(remaining, { host });
    }
  }

  /** An event arrived that happened at a time, in milliseconds since 1970. */
  eventArrived(topic: string, lag: number): void {
    this.#eventLag.record(Math.max(0, lag) / 1000, { topic });
  }

  /** Does work that prices a unit, and tells how long it took. */
  async pricing<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    const told = (result: string) =>
      this.#estimates.record((performance.now() - began) / 1000, { result });
    try {
      const answer = await work();
      told('ok');
      return answer;
    } catch (error) {
      told('failed');
      throw error;
    }
  }
}
