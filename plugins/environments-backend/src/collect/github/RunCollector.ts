import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { Ledger } from '../../ledger/Ledger';
import {
  runsSource,
  type DeploymentStore,
  type FleetStore,
  type RepositoryStore,
  type RunStore,
  type StoredRun,
} from '../../store';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { SingleFlight } from '../reading/SingleFlight';
import { commitsOfRun, runFacts } from './runFacts';
import { RunReader } from './RunReader';

/** How many of the newest runs are looked at; whatever waits longer is in the store. */
const RUNS = 50;

/** Where the reading of runs goes on. */
interface RunsState {
  etag?: string;
  /** Numbers of runs whose commits were not read yet, so that nobody knows which units they concern. */
  unplaced?: string[];
}

/**
 * Reads which runs of the pipeline deploy, wait, failed or were cancelled, what reviewers said of them, and which units they concern; what
 * waits is asked for each time, the rest when GitHub's list has changed it.
 */
export class RunCollector {
  readonly #github: InfrastructureRepositories;
  readonly #stores: {
    runs: RunStore;
    deployments: DeploymentStore;
    repositories: RepositoryStore;
    fleet: FleetStore;
  };
  readonly #ledger: Ledger;
  readonly #recorder: ReadingRecorder;
  readonly #now: () => Date;
  readonly #flights = new SingleFlight();

  constructor(options: {
    github: InfrastructureRepositories;
    runs: RunStore;
    deployments: DeploymentStore;
    repositories: RepositoryStore;
    fleet: FleetStore;
    ledger: Ledger;
    recorder: ReadingRecorder;
    now: () => Date;
  }) {
    this.#github = options.github;
    this.#stores = options;
    this.#ledger = options.ledger;
    this.#recorder = options.recorder;
    this.#now = options.now;
  }

  /** Reads the newest runs of a repository. A failure is recorded with its reason, and the next reading tries again. */
  collect(repository: RepositoryConfig): Promise<void> {
    return this.#flights.run(repository.fullName, () =>
      this.#recorder.record<RunsState>(
        runsSource(repository.fullName),
        (state = {}) => this.#read(repository, state),
      ),
    );
  }

  async #read(
    repository: RepositoryConfig,
    state: RunsState,
  ): Promise<RunsState> {
    const { octokit } = await this.#github.open(repository);
    const reader = new RunReader(octokit, repository);
    const list = await reader.list({ etag: state.etag, limit: RUNS });
    const stored = await this.#stores.runs.newestRuns(repository.fullName, {
      limit: RUNS,
    });
    const known = new Map(stored.map(run => [run.id, run]));
    const changed: StoredRun[] = [];
    for (const run of list?.runs ?? stored) {
      const before = known.get(run.id);
      // A run that waits may come to wait for another environment, and the list does not tell.
      if (run.status === 'waiting' || !before || isOther(run, before)) {
        changed.push(await askOf(reader, run, before));
      }
    }
    await this.#stores.runs.putRuns(changed);
    const unplaced = await this.#place(repository, [
      ...changed.map(({ id }) => id),
      ...(state.unplaced ?? []),
    ]);
    return { etag: list ? list.etag : state.etag, unplaced };
  }

  /** Records which units runs concern, and what that adds to their stories. Answers the runs of which it cannot be said yet. */
  async #place(
    { fullName, url }: RepositoryConfig,
    ids: string[],
  ): Promise<string[]> {
    if (ids.length === 0) {
      return [];
    }
    const runs = await this.#stores.runs.newestRuns(fullName, {
      limit: 2 * RUNS,
    });
    const asked = runs.filter(({ id }) => ids.includes(id));
    const commits = asked.flatMap(run => commitsOfRun(run, runs));
    const [known, unitsOfCommits, reports] = await Promise.all([
      this.#stores.repositories.knownCommits(fullName, [...new Set(commits)]),
      this.#stores.repositories.unitsOfCommits(fullName, commits),
      this.#stores.deployments.deploymentsOfCommits(fullName, commits),
    ]);
    const stages = asked.some(({ reviews }) => reviews?.length)
      ? await this.#stages(fullName)
      : new Map<string, string>();
    const placed = asked.map(run => ({
      run,
      units: [
        ...new Set(
          commitsOfRun(run, runs).flatMap(sha => unitsOfCommits.get(sha) ?? []),
        ),
      ],
    }));
    await this.#stores.runs.addRunUnits(
      placed.flatMap(({ run, units }) =>
        units.map(unit => ({
          repository: fullName,
          runId: run.id,
          unit,
          startedAt: run.startedAt ?? run.createdAt,
        })),
      ),
    );
    await this.#ledger.append(
      placed.flatMap(({ run, units }) =>
        runFacts(run, { units, stages, reports, unitsOfCommits, url }),
      ),
      { at: this.#now() },
    );
    return asked.filter(({ commit }) => !known.has(commit)).map(({ id }) => id);
  }

  async #stages(repository: string): Promise<Map<string, string>> {
    const units = await this.#stores.fleet.identities({ repository });
    return new Map(units.map(({ unit, stage }) => [unit, stage]));
  }
}

/** A run with what it waits for and what reviewers said; a review ends a wait, or another change of the run comes after it. */
async function askOf(
  reader: RunReader,
  run: StoredRun,
  before: StoredRun | undefined,
): Promise<StoredRun> {
  const asked = run.status === 'waiting' ? await reader.withPending(run) : run;
  const isReviewed =
    !before ||
    isOther(asked, before) ||
    JSON.stringify(asked.waitingFor) !== JSON.stringify(before.waitingFor);
  return {
    ...asked,
    reviews: isReviewed ? await reader.reviews(asked) : before.reviews,
  };
}

/** Whether GitHub tells of a run what it did not before, or was not asked all of it. */
function isOther(run: StoredRun, before: StoredRun): boolean {
  return (
    before.reviews === undefined ||
    before.status !== run.status ||
    before.attempt !== run.attempt ||
    before.updatedAt !== run.updatedAt
  );
}
