import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { runClient } from './runClient';
import { branchOf, type RunContext } from './RunContext';

/**
 * A run of the pipeline: of this run's own workflow, for what was pushed to the protected branch. Runs of a branch are not among
 * them, whatever its copy of the workflow says.
 */
export interface PipelineRun {
  readonly id: number;
  /** Its page, to which the statuses link that it sets. */
  readonly url: string;
  /** Grows with each push. */
  readonly number: number;
  readonly headSha: string;
  /** Whether it is still to deploy what was pushed, or was dropped or stopped before it was done. */
  readonly unfinished: boolean;
}

/** How a job went that a runner took. */
export interface BegunJob {
  /** When it first began, in ISO 8601. */
  readonly at: string;
  /** Whether one of its attempts succeeded. */
  readonly succeeded: boolean;
}

/** What GitHub itself tells of deployments. */
export interface PipelineRuns {
  /** This run. */
  own(): Promise<PipelineRun>;
  /** The newest hundred. */
  all(): Promise<PipelineRun[]>;
  /**
   * The job of a run that deploys; undefined where it never began, as with one that was dropped while it waited. Of this run, what
   * earlier attempts did.
   */
  deployment(run: PipelineRun): Promise<BegunJob | undefined>;
}

/** The job of the workflow that looks which merges are to be deployed, and deploys. */
const JOB = 'deploy';

/** The real ones, over REST with the run's token. */
export class GitHubPipelineRuns implements PipelineRuns {
  readonly #octokit: Octokit;
  readonly #context: RunContext;
  readonly #repository: { owner: string; repo: string };
  #run?: Promise<
    RestEndpointMethodTypes['actions']['getWorkflowRun']['response']['data']
  >;

  static create(options: { context: RunContext }): GitHubPipelineRuns {
    const { context } = options;
    return new GitHubPipelineRuns(runClient(context), context);
  }

  private constructor(octokit: Octokit, context: RunContext) {
    this.#octokit = octokit;
    this.#context = context;
    this.#repository = { owner: context.owner, repo: context.repo };
  }

  async own(): Promise<PipelineRun> {
    return toRun(await this.#own());
  }

  async all(): Promise<PipelineRun[]> {
    const { data } = await this.#octokit.rest.actions.listWorkflowRuns({
      ...this.#repository,
      workflow_id: (await this.#own()).workflow_id,
      branch: branchOf(this.#context),
      per_page: 100,
    });
    // A fork's branch may have the same name.
    return data.workflow_runs
      .filter(({ event }) => event === 'push' || event === 'workflow_dispatch')
      .map(toRun);
  }

  async deployment({ id }: PipelineRun): Promise<BegunJob | undefined> {
    const { runId, attempt } = this.#context;
    const jobs = await this.#octokit.paginate(
      this.#octokit.rest.actions.listJobsForWorkflowRun,
      { ...this.#repository, run_id: id, filter: 'all', per_page: 100 },
    );
    const begun = jobs
      .filter(
        job =>
          job.name === JOB &&
          job.runner_id &&
          (id !== Number(runId) || (job.run_attempt ?? 1) < attempt),
      )
      .sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
    return begun.length === 0
      ? undefined
      : {
          at: begun[0].started_at,
          succeeded: begun.some(({ conclusion }) => conclusion === 'success'),
        };
  }

  /** Asked for once: what is used of it does not change. */
  #own() {
    this.#run ??= this.#octokit.rest.actions
      .getWorkflowRun({
        ...this.#repository,
        run_id: Number(this.#context.runId),
      })
      .then(({ data }) => data);
    return this.#run;
  }
}

function toRun(run: {
  id: number;
  html_url: string;
  run_number: number;
  head_sha: string;
  status: string | null;
  conclusion: string | null;
}): PipelineRun {
  return {
    id: run.id,
    url: run.html_url,
    number: run.run_number,
    headSha: run.head_sha,
    unfinished: run.status !== 'completed' || run.conclusion === 'cancelled',
  };
}
