import type {
  DeploymentReport,
  Health,
} from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { HealthService } from '../health/HealthService';
import { pipelineOf } from '../health/pipelineOf';
import type { Ledger } from '../ledger/Ledger';
import type { StoredPullRequest, Stores } from '../store';
import { askedValue } from './asked';
import { entityRefOf, type KnownPull, type PullOfUnits } from './RequestAccess';
import type { RequestFacts, UnitFacts } from './RequestFacts';

/** Pull requests of one repository that a list looks at. */
const LISTED = 500;

/** Runs of the pipeline that are looked through for one that has to deploy a merge. */
const RUNS = 100;

/** The tables that requests are read from. */
type RequestStores = Pick<
  Stores,
  'deployments' | 'plans' | 'repositories' | 'runs'
>;

/** Reads from the store what requests are judged by: one question to each table and repository, however many requests there are. */
export class RequestReader {
  readonly #stores: RequestStores;
  readonly #ledger: Ledger;
  readonly #health: HealthService;

  constructor(
    options: RequestStores & { ledger: Ledger; health: HealthService },
  ) {
    this.#stores = options;
    this.#ledger = options.ledger;
    this.#health = options.health;
  }

  /** Pull requests that are open, or ended since then. */
  async current(
    repository: RepositoryConfig,
    options: { endedSince: Date },
  ): Promise<PullOfUnits[]> {
    const pulls = await this.#stores.repositories.currentPullRequests(
      repository.fullName,
      { endedSince: options.endedSince.toISOString(), limit: LISTED },
    );
    return Promise.all(pulls.map(pull => this.withUnits(pull)));
  }

  /** A pull request with its units; those of one that was read before its content was kept are in the ledger. */
  async withUnits(pull: StoredPullRequest): Promise<PullOfUnits> {
    if (pull.content) {
      return { pull, units: pull.content.units };
    }
    const opened = await this.#ledger.find(
      `pull-request:${pull.repository}#${pull.number}`,
    );
    return { pull, units: opened?.units ?? [] };
  }

  /** What requests of one repository are judged by, in the same order. */
  async factsOf(
    repository: RepositoryConfig,
    pulls: readonly KnownPull[],
  ): Promise<RequestFacts[]> {
    const id = repository.fullName;
    const merged = pulls.flatMap(({ pull }) => pull.mergeCommit ?? []);
    const mergedUnits = [
      ...new Set(
        pulls.flatMap(each => (each.pull.mergeCommit ? each.units : [])),
      ),
    ];
    const identities = new Map(
      pulls.flatMap(each =>
        each.pull.mergeCommit ? [...each.identities] : [],
      ),
    );
    const [plans, reports, last, runs, commits, healths] = await Promise.all([
      this.#stores.plans.plansOf(
        id,
        pulls.map(({ pull }) => pull.number),
      ),
      this.#stores.deployments.deploymentsOfCommits(id, merged),
      this.#stores.deployments.lastDeployments(id, mergedUnits),
      merged.length > 0
        ? this.#stores.runs.newestRuns(id, { limit: RUNS })
        : Promise.resolve([]),
      this.#stores.repositories.commits(id, merged),
      this.#healthOf(repository, identities),
    ]);
    return pulls.map(({ pull, units, identities: known }) => ({
      repository,
      pull,
      plans: plans.filter(({ pullRequest }) => pullRequest === pull.number),
      units: units.map((path): UnitFacts => {
        const identity = known.get(path);
        const common = {
          path,
          entityRef: entityRefOf(path),
          exists: identity !== undefined,
        };
        if (!pull.mergeCommit) {
          return common;
        }
        const report = reportOf(pull, path, reports, last.get(path));
        const health = healths.get(path);
        // Only of a commit that is read already can it be said that what runs has it.
        const deployed =
          !report &&
          commits.has(pull.mergeCommit) &&
          (health?.sync === 'InSync' || health?.sync === 'Drifted');
        return {
          ...common,
          report,
          deployed,
          pipeline:
            report || deployed
              ? undefined
              : pipelineOf(
                  {
                    url: '',
                    committedAt: pull.closedAt,
                    ...commits.get(pull.mergeCommit),
                    sha: pull.mergeCommit,
                  },
                  {
                    runs,
                    repository,
                    stage: identity?.stage ?? stageOf(pull, path),
                    commits,
                  },
                ),
          health,
        };
      }),
    }));
  }

  async #healthOf(
    repository: RepositoryConfig,
    identities: KnownPull['identities'],
  ): Promise<Map<string, Health>> {
    const units = [...identities];
    const healths = await this.#health.healthOf(
      units.map(([, identity]) => ({ ...identity, repository })),
    );
    return new Map(units.map(([path], index) => [path, healths[index]]));
  }
}

/** The deployment of the merge commit, else one that began after it, which deploys what is merged. */
function reportOf(
  pull: StoredPullRequest,
  path: string,
  reports: readonly DeploymentReport[],
  last: DeploymentReport | undefined,
): DeploymentReport | undefined {
  const own = reports.find(
    report =>
      report.commit === pull.mergeCommit &&
      (report.stacks.length === 0 ||
        report.stacks.some(({ unit }) => unit === path)),
  );
  const isLater =
    last &&
    Date.parse(last.startedAt) >= Date.parse(pull.closedAt ?? pull.updatedAt);
  return own ?? (isLater ? last : undefined);
}

/** The stage that a unit is asked for in, before the catalog has it. */
function stageOf(pull: StoredPullRequest, path: string): string | undefined {
  return askedValue(pull, path, 'stage');
}
