import {
  assessHealth,
  assessSync,
  Commit,
  CommitOnMain,
  containsCommit,
  DeploymentReport,
  Health,
  healthOfStackStatus,
  StackHealth,
  SyncFacts,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import {
  AlarmStore,
  cloudFormationSource,
  cloudWatchSource,
  DeploymentStore,
  ReadingStore,
  RepositoryStore,
  StackEventStore,
  StackStore,
  StoredStack,
} from '../store';
import { alarmConsoleUrl, stackConsoleUrl } from './awsConsole';
import { combineFreshness } from './combineFreshness';
import { expectedStacks } from './expectedStacks';
import { failuresOf } from './failuresOf';
import { deploymentOfUnit, provenanceLinks } from './links';

/** A unit, or one of its stacks, whose health is asked for. */
export interface HealthSubject extends Pick<
  UnitIdentity,
  'entityRef' | 'unit' | 'account' | 'region' | 'stacks'
> {
  /** Undefined when no configured repository holds the unit. */
  repository?: RepositoryConfig;
}

/** Events of a stack that are looked through for what failed last. */
const EVENTS = 200;

/** Health from the store; asks neither AWS nor GitHub. */
export class HealthService {
  readonly #stacks: StackStore;
  readonly #stackEvents: StackEventStore;
  readonly #alarms: AlarmStore;
  readonly #readings: ReadingStore;
  readonly #repositories: RepositoryStore;
  readonly #deployments: DeploymentStore;

  constructor(options: {
    stacks: StackStore;
    stackEvents: StackEventStore;
    alarms: AlarmStore;
    readings: ReadingStore;
    repositories: RepositoryStore;
    deployments: DeploymentStore;
  }) {
    this.#stacks = options.stacks;
    this.#stackEvents = options.stackEvents;
    this.#alarms = options.alarms;
    this.#readings = options.readings;
    this.#repositories = options.repositories;
    this.#deployments = options.deployments;
  }

  /** Health of units, in the order asked; one query per table for all of them. */
  async healthOf(subjects: HealthSubject[]): Promise<Health[]> {
    const stacks = await this.#stacks.stacksOfEntities(
      subjects.map(subject => subject.entityRef),
    );
    return this.#assess(
      subjects.map(subject => ({
        subject,
        stacks: stacks.filter(s => s.entityRef === subject.entityRef),
        whole: true,
      })),
    );
  }

  /** Health of one stack; its sync and deployment are those of its unit, as far as they concern it. */
  async healthOfStack(
    entityRef: string,
    stack: StoredStack,
    repository: RepositoryConfig | undefined,
  ): Promise<Health> {
    const [health] = await this.#assess([
      {
        subject: {
          entityRef,
          unit: stack.unit,
          account: stack.account,
          region: stack.region,
          stacks: [stack.name],
          repository,
        },
        stacks: [stack],
        whole: false,
      },
    ]);
    return health;
  }

  async #assess(
    items: Array<{
      subject: HealthSubject;
      stacks: StoredStack[];
      /** Whether all stacks of the unit are meant, and not one of them. */
      whole: boolean;
    }>,
  ): Promise<Health[]> {
    const allStacks = items.flatMap(item => item.stacks);
    const alarms = await this.#alarms.alarmsOf(allStacks.map(s => s.stackId));
    const byRepository = await this.#readRepositories(items);
    const freshness = await this.#readFreshness(items);

    return Promise.all(
      items.map(async ({ subject, stacks, whole }): Promise<Health> => {
        const repository = subject.repository;
        const known = repository && byRepository.get(repository.id);
        const merged = known?.lastCommits.get(subject.unit);
        const report = known?.deployments.get(subject.unit);
        const lastDeployment =
          repository && report
            ? deploymentOfUnit(
                repository,
                report,
                subject.unit,
                known?.commits ?? new Map(),
              )
            : undefined;
        const living = stacks.filter(stack => !stack.deletedAt);
        const unitAlarms = alarms
          .filter(({ stackId }) => living.some(s => s.stackId === stackId))
          .map(({ alarm }) => ({
            ...alarm,
            consoleUrl: alarmConsoleUrl(alarm),
          }));
        const ownFreshness = freshness(subject, stacks);
        const stackFreshness = combineFreshness(ownFreshness.cloudFormation);

        const { status, reasons } = assessHealth({
          stacks: await Promise.all(
            living.map(async stack => ({
              name: stack.name,
              stackStatus: stack.status,
              stackStatusReason: stack.statusReason,
              failures: await this.#failures(stack),
              consoleUrl: stackConsoleUrl(stack),
            })),
          ),
          expectedStacks: whole
            ? expectedStacks(subject, report)
            : subject.stacks,
          alarms: unitAlarms,
          lastDeployment,
          observed: ownFreshness.cloudFormation.every(r => r.readAt !== null),
          unobservedReason: stackFreshness.reason,
          merged: merged !== undefined,
          endedStacks: stacks
            .filter(({ deletedAt, stage }) => deletedAt && stage === 'preview')
            .map(({ name }) => name),
        });
        const { sync, reason: syncReason } = assessSync(
          syncFacts(subject, living, {
            merged,
            report,
            commits: known?.commits ?? new Map(),
          }),
        );

        return {
          entityRef: subject.entityRef,
          status,
          sync,
          ...(syncReason ? { syncReason } : {}),
          reasons,
          stacks: stacks.map(stack =>
            toStackHealth(stack, {
              repository,
              commits: known?.commits ?? new Map(),
              freshness: freshness(stack, [stack]).cloudFormation[0],
            }),
          ),
          ...(lastDeployment ? { lastDeployment } : {}),
          ...(merged ? { mergedCommit: merged } : {}),
          alarms: unitAlarms,
          freshness: combineFreshness([
            ...ownFreshness.cloudFormation,
            ...ownFreshness.cloudWatch,
          ]),
        };
      }),
    );
  }

  async #failures(stack: StoredStack) {
    const health = healthOfStackStatus(stack.status);
    if (health !== 'Failed' && health !== 'Degraded') {
      return [];
    }
    return failuresOf(
      stack.stackId,
      await this.#stackEvents.listEvents(stack.stackId, { limit: EVENTS }),
    );
  }

  async #readRepositories(
    items: Array<{ subject: HealthSubject; stacks: StoredStack[] }>,
  ) {
    const ids = new Set(
      items.flatMap(i =>
        i.subject.repository ? [i.subject.repository.id] : [],
      ),
    );
    const read = await Promise.all(
      [...ids].map(async id => {
        const own = items.filter(i => i.subject.repository?.id === id);
        const units = own.map(i => i.subject.unit);
        const [lastCommits, deployments] = await Promise.all([
          this.#repositories.lastCommits(id, units),
          this.#deployments.lastDeployments(id, units),
        ]);
        const shas = new Set([
          ...[...deployments.values()].map(d => d.commit),
          ...own.flatMap(i =>
            i.stacks.flatMap(s => (s.provenance ? [s.provenance.commit] : [])),
          ),
        ]);
        const commits = await this.#repositories.commits(id, [...shas]);
        return [id, { lastCommits, deployments, commits }] as const;
      }),
    );
    return new Map(read);
  }

  async #readFreshness(
    items: Array<{ subject: HealthSubject; stacks: StoredStack[] }>,
  ) {
    type Place = { account: string; region: string };
    const places = items.flatMap<Place>(i => [i.subject, ...i.stacks]);
    const sources = [
      ...new Set(
        places.flatMap(p => [
          cloudFormationSource(p.account, p.region),
          cloudWatchSource(p.account, p.region),
        ]),
      ),
    ];
    const readings = await this.#readings.freshness(sources);
    const bySource = new Map(readings.map(r => [r.source, r]));
    return (place: Place, stacks: Place[]) => {
      const own = stacks.length > 0 ? stacks : [place];
      const of = (sourceOf: (account: string, region: string) => string) =>
        [...new Set(own.map(p => sourceOf(p.account, p.region)))].flatMap(
          source => bySource.get(source) ?? [],
        );
      return {
        cloudFormation: of(cloudFormationSource),
        cloudWatch: of(cloudWatchSource),
      };
    };
  }
}

/**
 * The commit whose content a stack has: that of its provenance, or a later one whose deployment found nothing to change
 * in it.
 */
function deployedCommit(
  stack: StoredStack,
  report: DeploymentReport | undefined,
  commits: ReadonlyMap<string, Commit>,
): CommitOnMain | undefined {
  const onMain = (sha: string): CommitOnMain => ({
    sha,
    committedAt: commits.get(sha)?.committedAt,
  });
  const own = stack.provenance && onMain(stack.provenance.commit);
  const unchanged = report?.stacks.some(
    s => s.stackName === stack.name && s.outcome === 'unchanged',
  );
  if (!report || !unchanged) {
    return own;
  }
  const reported = onMain(report.commit);
  return own && containsCommit(own, reported) ? own : reported;
}

function syncFacts(
  subject: HealthSubject,
  living: StoredStack[],
  known: {
    merged: Commit | undefined;
    report: DeploymentReport | undefined;
    commits: ReadonlyMap<string, Commit>;
  },
): SyncFacts {
  return {
    stacks: living.map(stack => ({
      name: stack.name,
      drift: stack.drift,
      deployed: deployedCommit(stack, known.report, known.commits),
    })),
    missingStacks: subject.stacks.filter(
      name => !living.some(stack => stack.name === name),
    ),
    merged: known.merged,
  };
}

function toStackHealth(
  stack: StoredStack,
  options: {
    repository: RepositoryConfig | undefined;
    commits: ReadonlyMap<string, Commit>;
    freshness: StackHealth['freshness'];
  },
): StackHealth {
  const { repository, commits, freshness } = options;
  return {
    name: stack.name,
    stackId: stack.stackId,
    account: stack.account,
    region: stack.region,
    stackStatus: stack.status,
    ...(stack.statusReason ? { stackStatusReason: stack.statusReason } : {}),
    status: healthOfStackStatus(stack.status),
    drift: stack.drift,
    ...(repository && stack.provenance
      ? { provenance: provenanceLinks(repository, stack.provenance, commits) }
      : {}),
    createdAt: stack.createdAt,
    updatedAt: stack.updatedAt,
    consoleUrl: stackConsoleUrl({
      region: stack.region,
      stackId: stack.stackId,
    }),
    freshness,
  };
}
