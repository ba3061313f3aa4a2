import {
  Alarm,
  Commit,
  DeploymentReport,
  Freshness,
  healthOfStackStatus,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import {
  cloudFormationSource,
  cloudWatchSource,
  Place,
  StackCall,
  StoredStack,
  StoredRun,
  StoredStackEvent,
  Stores,
} from '../store';

/** A unit, or one of its stacks, whose health is asked for. */
export interface HealthSubject extends Pick<
  UnitIdentity,
  'entityRef' | 'unit' | 'account' | 'region' | 'stacks'
> {
  stage?: string;
  /** Undefined when no configured repository holds the unit. */
  repository?: RepositoryConfig;
}

/** A subject with its stacks. */
export interface HealthCase {
  subject: HealthSubject;
  /** Deleted ones only where nothing replaced them. */
  stacks: StoredStack[];
  /** Whether all stacks of the unit are meant, and not one of them. */
  whole: boolean;
}

/** What the store knows, as far as the health of a subject depends on it. Maps and lists may hold more than is its own. */
export interface HealthEvidence extends HealthCase {
  alarms: Array<{ stackId: string; alarm: Alarm }>;
  /** The newest events of stacks that failed, newest first, by ARN. */
  failedEvents: ReadonlyMap<string, StoredStackEvent[]>;
  /** The newest deployments outside the pipeline of stacks, newest first, by ARN. */
  outsideCalls: ReadonlyMap<string, StackCall[]>;
  /** The newest event of stacks that were deployed outside the pipeline, by ARN. */
  lastEvents: ReadonlyMap<string, StoredStackEvent[]>;
  /** Freshness by source. */
  readings: ReadonlyMap<string, Freshness>;
  /** The last commit on the branch that touched the unit. */
  merged?: Commit;
  /** The last deployment that included the unit. */
  report?: DeploymentReport;
  /** The newest runs of the pipeline, the newest first. */
  runs: StoredRun[];
  /** Commits by SHA. */
  commits: ReadonlyMap<string, Commit>;
}

/** The stores that health is told from. */
export type HealthStores = Pick<
  Stores,
  | 'alarms'
  | 'deployments'
  | 'readings'
  | 'repositories'
  | 'runs'
  | 'stackCalls'
  | 'stackEvents'
  | 'stacks'
>;

/** Runs of the pipeline that are looked through for one that has to deploy a merged commit. */
const RUNS = 100;

/** Events of a stack that are looked through for what failed last. */
const EVENTS = 200;

/** Deployments outside the pipeline among which the last one of a stack is looked for. */
const CALLS = 10;

/** Gathers what health depends on: one query per table and repository, however many cases there are. */
export async function gatherEvidence(
  cases: HealthCase[],
  stores: HealthStores,
): Promise<HealthEvidence[]> {
  const stacks = cases.flatMap(item => item.stacks);
  const failed = stacks.filter(({ status }) =>
    ['Failed', 'Degraded'].includes(healthOfStackStatus(status)),
  );
  const [alarms, failedEvents, outside, readings, repositories] =
    await Promise.all([
      stores.alarms.alarmsOf(stacks.map(stack => stack.stackId)),
      stores.stackEvents.newestEvents(
        failed.map(stack => stack.stackId),
        { limit: EVENTS },
      ),
      readOutside(stacks, stores),
      readFreshness([...stacks, ...cases.map(item => item.subject)], stores),
      readRepositories(cases, stores),
    ]);
  return cases.map(item => {
    const { repository, unit } = item.subject;
    const known = repository && repositories.get(repository.fullName);
    return {
      ...item,
      alarms,
      failedEvents,
      ...outside,
      readings,
      merged: known?.lastCommits.get(unit),
      report: known?.reports.get(unit),
      runs: known?.runs ?? [],
      commits: known?.commits ?? new Map(),
    };
  });
}

async function readOutside(stacks: StoredStack[], stores: HealthStores) {
  const outsideCalls = await stores.stackCalls.newestCalls(
    stacks.map(stack => stack.stackId),
    { limit: CALLS },
  );
  const lastEvents = await stores.stackEvents.newestEvents(
    [...outsideCalls.keys()],
    { limit: 1 },
  );
  return { outsideCalls, lastEvents };
}

async function readFreshness(places: Place[], stores: HealthStores) {
  const sources = places.flatMap(({ account, region }) => [
    cloudFormationSource(account, region),
    cloudWatchSource(account, region),
  ]);
  const readings = await stores.readings.freshness([...new Set(sources)]);
  return new Map(readings.map(reading => [reading.source, reading]));
}

async function readRepositories(cases: HealthCase[], stores: HealthStores) {
  const ids = new Set(cases.flatMap(c => c.subject.repository?.fullName ?? []));
  const read = await Promise.all(
    [...ids].map(async id => {
      const own = cases.filter(c => c.subject.repository?.fullName === id);
      const units = own.map(item => item.subject.unit);
      const [lastCommits, reports, runs] = await Promise.all([
        stores.repositories.lastCommits(id, units),
        stores.deployments.lastDeployments(id, units),
        stores.runs.newestRuns(id, { limit: RUNS }),
      ]);
      const deployed = [
        ...[...reports.values()].map(report => report.commit),
        ...own.flatMap(({ stacks }) =>
          stacks.flatMap(({ provenance }) => provenance?.commit ?? []),
        ),
      ];
      const commits = await stores.repositories.commits(id, [
        ...new Set(deployed),
      ]);
      return [id, { lastCommits, reports, runs, commits }] as const;
    }),
  );
  return new Map(read);
}
