import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import type {
  EnvironmentsConfig,
  RepositoryConfig,
} from '../config/EnvironmentsConfig';
import type { CostCollector } from './costs/CostCollector';
import { RateBudget } from './aws/RateBudget';
import { AWS_TOPIC, readRegionHint, readRepositoryHint } from './hints';
import type { FleetProjection } from '../fleet/FleetProjection';
import type { RegionCollector } from './RegionCollector';
import type { RepositoryCollector } from './github/RepositoryCollector';
import type { RunCollector } from './github/RunCollector';
import type { PortalMetrics } from '../metrics/PortalMetrics';
import type { Place } from '../store';
import { trailRegionsOf } from './trail/services';
import type { TrailCollector } from './trail/TrailCollector';

/** Topics of the hints from GitHub's webhooks. */
const GITHUB_TOPICS = [
  'github.push',
  'github.pull_request',
  'github.pull_request_review',
];
/** A job of a run began, ended, or waits for a reviewer. */
const JOB_TOPIC = 'github.workflow_job';

/**
 * How many of the readings that a schedule begins a replica begins at once, and how many a second after those. After a start all are
 * due, and the scheduler has those that are due together due together for good: accounts, their credentials and the database would
 * be asked for all in the same second.
 */
const STARTS = { burst: 10, perSecond: 4 };

/**
 * Runs the collectors: on schedules that replicas share, and at once when an event hints that something changed. An
 * event may be late, doubled, out of order or forged: it only says where to look again, and is never stored.
 */
export class Collectors {
  readonly #config: EnvironmentsConfig;
  readonly #scheduler: SchedulerService;
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #regions: Pick<RegionCollector, 'collect' | 'readStacks'>;
  readonly #repositories: Pick<RepositoryCollector, 'collect'>;
  readonly #runs: Pick<RunCollector, 'collect'>;
  readonly #trail: Pick<TrailCollector, 'collect'>;
  readonly #costs: CostCollector | undefined;
  readonly #fleet: Pick<FleetProjection, 'refresh' | 'refreshPart'>;
  readonly #metrics: Pick<PortalMetrics, 'eventArrived'>;
  readonly #now: () => Date;
  readonly #starts = new RateBudget(STARTS);

  constructor(options: {
    config: EnvironmentsConfig;
    scheduler: SchedulerService;
    events: EventsService;
    logger: LoggerService;
    regions: Pick<RegionCollector, 'collect' | 'readStacks'>;
    repositories: Pick<RepositoryCollector, 'collect'>;
    runs: Pick<RunCollector, 'collect'>;
    trail: Pick<TrailCollector, 'collect'>;
    costs?: CostCollector;
    fleet: Pick<FleetProjection, 'refresh' | 'refreshPart'>;
    metrics: Pick<PortalMetrics, 'eventArrived'>;
    now: () => Date;
  }) {
    this.#config = options.config;
    this.#scheduler = options.scheduler;
    this.#events = options.events;
    this.#logger = options.logger;
    this.#regions = options.regions;
    this.#repositories = options.repositories;
    this.#runs = options.runs;
    this.#trail = options.trail;
    this.#costs = options.costs;
    this.#fleet = options.fleet;
    this.#metrics = options.metrics;
    this.#now = options.now;
  }

  /** Schedules the readings and subscribes to the hints. */
  async start(): Promise<void> {
    const { schedule, repositories, accounts } = this.#config;
    for (const repository of repositories) {
      await this.#scheduler.scheduleTask({
        ...schedule.repositories,
        id: `repository-${repository.fullName.replaceAll('/', '-')}`,
        fn: () => this.#readRepository(repository),
      });
      await this.#scheduler.scheduleTask({
        ...schedule.repositories,
        id: `runs-${repository.fullName.replaceAll('/', '-')}`,
        fn: () => this.#readRuns(repository),
      });
    }
    for (const account of accounts) {
      for (const region of account.regions) {
        const place = { account: account.id, region };
        await this.#scheduler.scheduleTask({
          ...schedule.sweep,
          id: `sweep-${account.id}-${region}`,
          fn: async signal => {
            await this.#starts.take();
            await this.#readRegion(place, signal);
          },
        });
      }
      // Calls to global services are logged in one region, whether or not the account is used there.
      for (const region of trailRegionsOf(account.regions)) {
        const place = { account: account.id, region };
        await this.#scheduler.scheduleTask({
          ...schedule.trail,
          id: `trail-${account.id}-${region}`,
          fn: async signal => {
            await this.#starts.take();
            await this.#trail.collect(place, signal);
          },
        });
      }
    }
    const costs = this.#costs;
    if (costs) {
      await this.#scheduler.scheduleTask({
        ...schedule.costs,
        id: 'costs',
        fn: async signal => {
          await costs.collect(signal);
          await this.#fleet.refresh();
        },
      });
    }
    // Who owns a unit, and which units there are, changes without any of these.
    await this.#scheduler.scheduleTask({
      ...schedule.sweep,
      id: 'fleet',
      fn: () => this.#fleet.refresh(),
    });
    await this.#events.subscribe({
      id: 'environments-hints',
      topics: [AWS_TOPIC, ...GITHUB_TOPICS, JOB_TOPIC],
      onEvent: async ({ topic, eventPayload }) => {
        if (topic === AWS_TOPIC) {
          this.#onAwsEvent(eventPayload);
        } else {
          this.#onGitHubEvent(topic, eventPayload);
        }
      },
    });
  }

  #onAwsEvent(payload: unknown): void {
    const hint = readRegionHint(payload);
    const known = this.#config.accounts.some(
      account =>
        account.id === hint?.account && account.regions.includes(hint.region),
    );
    if (hint && known) {
      if (hint.at !== undefined) {
        const lag = this.#now().getTime() - hint.at;
        this.#metrics.eventArrived(AWS_TOPIC, lag);
      }
      const { account, region } = hint;
      const place = { account, region };
      this.#inBackground(
        hint.drift ? this.#readRegion(place) : this.#readStacks(place),
      );
    }
  }

  #onGitHubEvent(topic: string, payload: unknown): void {
    const hint = readRepositoryHint(payload);
    const repository = this.#config.repositories.find(
      r => `${r.owner}/${r.repo}` === hint?.fullName,
    );
    if (hint && repository) {
      this.#inBackground(
        topic === JOB_TOPIC
          ? this.#readRuns(repository)
          : this.#readRepository(repository, hint.pullRequest),
      );
    }
  }

  async #readRegion(place: Place, signal?: AbortSignal): Promise<void> {
    await this.#regions.collect(place, signal);
    await this.#fleet.refreshPart({ place });
  }

  async #readStacks(place: Place): Promise<void> {
    await this.#regions.readStacks(place);
    await this.#fleet.refreshPart({ place });
  }

  async #readRepository(
    repository: RepositoryConfig,
    pullRequest?: number,
  ): Promise<void> {
    await this.#repositories.collect(repository, pullRequest);
    await this.#fleet.refreshPart({ repository: repository.fullName });
  }

  async #readRuns(repository: RepositoryConfig): Promise<void> {
    await this.#runs.collect(repository);
    await this.#fleet.refreshPart({ repository: repository.fullName });
  }

  /** The event is done with once the reading is under way; the reading records its own failures. */
  #inBackground(reading: Promise<void>): void {
    reading.catch(error =>
      this.#logger.error('A reading after an event failed', error),
    );
  }
}
