import type { Git } from '../git/Git';
import type { PipelineRun, PipelineRuns } from '../github/PipelineRuns';
import { RUN, type CommitStatus } from '../github/PullRequestApi';
import type { Attempt } from '../attempts';

/**
 * Tells the pipeline's own statuses from others. Whoever may write can set one, and any run can, one of a branch too. It counts
 * where GitHub knows the run that it links to as one of the pipeline, which reached the commit and got as far as deploying.
 */
export class DeployAttempts {
  readonly #git: Git;
  readonly #runs: PipelineRuns;
  readonly #context: string;
  readonly #own: PipelineRun;
  readonly #all: readonly PipelineRun[];

  static async read(options: {
    git: Git;
    runs: PipelineRuns;
    /** The commit status that deployments leave. */
    context: string;
  }): Promise<DeployAttempts> {
    const { runs } = options;
    const [own, all] = await Promise.all([runs.own(), runs.all()]);
    return new DeployAttempts(options, own, all);
  }

  private constructor(
    { git, runs, context }: Parameters<typeof DeployAttempts.read>[0],
    own: PipelineRun,
    all: readonly PipelineRun[],
  ) {
    this.#git = git;
    this.#runs = runs;
    this.#context = context;
    this.#own = own;
    this.#all = all;
  }

  /** Whether one of the statuses of a commit tells of an attempt to deploy it. */
  async isAmong(
    statuses: readonly CommitStatus[],
    commit: string,
  ): Promise<boolean> {
    for (const status of this.#ofDeployments(statuses)) {
      if ((await this.#whyNot(status, commit)) === undefined) {
        return true;
      }
    }
    return false;
  }

  /** Of the earlier run for a commit, whether it is yet to tell of an attempt; undefined where none was for it. */
  earlierRun(commit: string): 'unfinished' | 'finished' | undefined {
    const runs = this.#all.filter(
      ({ headSha, number }) => headSha === commit && number < this.#own.number,
    );
    if (runs.length === 0) {
      return undefined;
    }
    return runs.some(({ unfinished }) => unfinished)
      ? 'unfinished'
      : 'finished';
  }

  /** Each status that says how a commit was deployed and does not count: who set it, and why. */
  async ignored(
    statuses: readonly CommitStatus[],
    commit: string,
  ): Promise<Attempt[]> {
    const told = new Set<string>();
    for (const status of this.#ofDeployments(statuses)) {
      const why = await this.#whyNot(status, commit);
      if (why) {
        told.add(
          `${commit.slice(0, 12)} bears a status ${this.#context} by ${status.creator ?? 'an account that is gone'} (${status.state}), which does not count: ${why}. The merge is deployed as if it were not there.`,
        );
      }
    }
    return [...told].map(text => ({ kind: 'deployStatus', text }));
  }

  #ofDeployments(statuses: readonly CommitStatus[]): CommitStatus[] {
    return statuses.filter(({ context }) => context === this.#context);
  }

  async #whyNot(
    { creator, url }: CommitStatus,
    commit: string,
  ): Promise<string | undefined> {
    if (creator !== RUN) {
      return 'no run set it';
    }
    const run = this.#all.find(each => each.url === url);
    if (!run) {
      return 'it links to none of the newest runs of this workflow for the branch, so another workflow or branch set it';
    }
    // The checkout need not know what was pushed later.
    if (
      run.number < this.#own.number &&
      !(await this.#git.isAncestor(commit, run.headSha))
    ) {
      return `run ${run.id}, to which it links, was for an earlier commit`;
    }
    return (await this.#runs.deployment(run)) === undefined
      ? `run ${run.id}, to which it links, had not begun to deploy`
      : undefined;
  }
}
