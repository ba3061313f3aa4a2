import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { isNotFound, statusOf } from '@plinth/repository/github';
import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import { runsSource, RunStore, StoredRun } from '../../store';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { SingleFlight } from '../reading/SingleFlight';
import { iso } from './GitHubReader';

/** The workflow that deploys, as the skeleton of the infrastructure repository names it. */
const WORKFLOW = 'deploy.yml';

/** How many of the newest runs are looked at; whatever waits longer is in the store. */
const RUNS = 50;

type Run =
  RestEndpointMethodTypes['actions']['listWorkflowRuns']['response']['data']['workflow_runs'][number];
type Pending =
  RestEndpointMethodTypes['actions']['getPendingDeploymentsForRun']['response']['data'][number];

/** Where the reading of runs goes on. */
interface RunsState {
  etag?: string;
}

/** Reads which runs of the pipeline deploy, wait, failed or were cancelled; what waits is asked for each time. */
export class RunCollector {
  readonly #github: InfrastructureRepositories;
  readonly #runs: RunStore;
  readonly #recorder: ReadingRecorder;
  readonly #flights = new SingleFlight();

  constructor(options: {
    github: InfrastructureRepositories;
    runs: RunStore;
    recorder: ReadingRecorder;
  }) {
    this.#github = options.github;
    this.#runs = options.runs;
    this.#recorder = options.recorder;
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
    const target = { owner: repository.owner, repo: repository.repo };
    const list = await octokit.rest.actions
      .listWorkflowRuns({
        ...target,
        workflow_id: WORKFLOW,
        branch: repository.branch,
        event: 'push',
        per_page: RUNS,
        headers: state.etag ? { 'if-none-match': state.etag } : {},
      })
      .catch(error => {
        if (statusOf(error) === 304) {
          return 'unchanged' as const;
        }
        if (isNotFound(error)) {
          return 'absent' as const;
        }
        throw error;
      });
    if (list === 'absent') {
      // The repository has no such workflow yet, and nothing waits in it.
      return {};
    }
    const listed =
      list === 'unchanged'
        ? undefined
        : list.data.workflow_runs.map(run => toStoredRun(repository, run));
    const runs =
      listed ??
      (await this.#runs.newestRuns(repository.fullName, { limit: RUNS }));
    // A run that waits may come to wait for another environment, and the list does not tell.
    const asked: StoredRun[] = [];
    for (const run of runs.filter(isWaiting)) {
      asked.push(await askWaiting(octokit, target, run));
    }
    const others = (listed ?? []).filter(run => !isWaiting(run));
    await this.#runs.putRuns([...others, ...asked]);
    return list === 'unchanged' ? state : { etag: list.headers.etag };
  }
}

function isWaiting({ status }: StoredRun): boolean {
  return status === 'waiting';
}

/** A run with what it waits for; one that somebody deleted, which the store still has, waits no more. */
async function askWaiting(
  octokit: Octokit,
  target: { owner: string; repo: string },
  run: StoredRun,
): Promise<StoredRun> {
  try {
    const { data } = await octokit.rest.actions.getPendingDeploymentsForRun({
      ...target,
      run_id: Number(run.id),
    });
    return {
      ...run,
      waitingFor: data.map(pending => ({
        environment: pending.environment.name ?? '',
        reviewers: pending.reviewers.map(reviewerName),
      })),
    };
  } catch (error) {
    if (isNotFound(error)) {
      return { ...run, status: 'cancelled', waitingFor: [] };
    }
    throw error;
  }
}

function toStoredRun(repository: RepositoryConfig, run: Run): StoredRun {
  return {
    repository: repository.fullName,
    id: String(run.id),
    attempt: run.run_attempt ?? 1,
    commit: run.head_sha,
    status: statusOfRun(run),
    waitingFor: [],
    createdAt: iso(run.created_at),
    updatedAt: iso(run.updated_at),
  };
}

/** GitHub's status and conclusion of a run in one word. */
function statusOfRun(run: Run): StoredRun['status'] {
  switch (run.status) {
    case 'completed':
      break;
    case 'waiting':
      return 'waiting';
    case 'in_progress':
      return 'running';
    default:
      return 'queued';
  }
  switch (run.conclusion) {
    case 'success':
    case 'neutral':
      return 'succeeded';
    case 'cancelled':
    case 'skipped':
    case 'stale':
      return 'cancelled';
    default:
      return 'failed';
  }
}

/** The login of a person, or the slug of a team. */
function reviewerName({ reviewer }: Pending['reviewers'][number]): string {
  return reviewer && 'slug' in reviewer
    ? (reviewer.slug ?? '')
    : ((reviewer as { login?: string } | undefined)?.login ?? '');
}
