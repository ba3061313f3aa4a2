import type { DeploymentReview } from '@plinth/plugin-environments-common';
import { isNotFound, statusOf } from '@plinth/repository/github';
import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { StoredRun } from '../../store';
import { iso } from './GitHubReader';

/** The workflow that deploys, as the skeleton of the infrastructure repository names it. */
const WORKFLOW = 'deploy.yml';

type Run =
  RestEndpointMethodTypes['actions']['listWorkflowRuns']['response']['data']['workflow_runs'][number];
type Pending =
  RestEndpointMethodTypes['actions']['getPendingDeploymentsForRun']['response']['data'][number];

/** Asks GitHub for the runs of one repository's pipeline. */
export class RunReader {
  readonly #octokit: Octokit;
  readonly #repository: RepositoryConfig;

  constructor(octokit: Octokit, repository: RepositoryConfig) {
    this.#octokit = octokit;
    this.#repository = repository;
  }

  /** The newest runs; undefined where the list is as it was with this tag. A repository without the workflow has none. */
  async list(options: {
    etag?: string;
    limit: number;
  }): Promise<{ runs: StoredRun[]; etag?: string } | undefined> {
    const { etag, limit } = options;
    try {
      const { data, headers } =
        await this.#octokit.rest.actions.listWorkflowRuns({
          ...this.#target,
          workflow_id: WORKFLOW,
          branch: this.#repository.branch,
          event: 'push',
          per_page: limit,
          headers: etag ? { 'if-none-match': etag } : {},
        });
      return {
        runs: data.workflow_runs.map(run => toStoredRun(this.#repository, run)),
        etag: headers.etag,
      };
    } catch (error) {
      if (statusOf(error) === 304) {
        return undefined;
      }
      if (isNotFound(error)) {
        return { runs: [] };
      }
      throw error;
    }
  }

  /** A run that waits with what it waits for; one that somebody deleted, which the store still has, waits no more. */
  async withPending(run: StoredRun): Promise<StoredRun> {
    try {
      const { data } =
        await this.#octokit.rest.actions.getPendingDeploymentsForRun({
          ...this.#target,
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

  /** What reviewers of environments said of a run; of one that somebody deleted nothing is known any more. */
  async reviews(run: StoredRun): Promise<DeploymentReview[]> {
    try {
      const { data } = await this.#octokit.rest.actions.getReviewsForRun({
        ...this.#target,
        run_id: Number(run.id),
      });
      return data.flatMap(({ state, comment, user, environments }) =>
        state === 'approved' || state === 'rejected'
          ? environments.map(({ name }) => ({
              environment: name ?? '',
              state,
              reviewer: user.login,
              ...(comment ? { comment } : {}),
            }))
          : [],
      );
    } catch (error) {
      if (isNotFound(error)) {
        return run.reviews ?? [];
      }
      throw error;
    }
  }

  get #target() {
    const { owner, repo } = this.#repository;
    return { owner, repo };
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
    startedAt: iso(run.run_started_at ?? run.created_at),
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
