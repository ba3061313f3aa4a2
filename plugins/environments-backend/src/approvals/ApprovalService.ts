import { ConflictError, NotFoundError } from '@backstage/errors';
import type { ApprovalRecord } from '@plinth/plugin-environments-common';
import type { PullRequests } from '../collect/github/PullRequests';
import type { VerifiedRun } from '../reports/RunTokenVerifier';
import { DEPLOY_JOB, requireJob } from '../reports/trustedJobs';
import type { PlanStore } from '../store';

/** Tells the pipeline what an approval depends on and only the portal knows, or may read. */
export class ApprovalService {
  readonly #plans: PlanStore;
  readonly #pullRequests: PullRequests;

  constructor(options: { plans: PlanStore; pullRequests: PullRequests }) {
    this.#plans = options.plans;
    this.#pullRequests = options.pullRequests;
  }

  /**
   * The plans of a head, who asked for it, and who owns what it changes. Throws a `NotAllowedError` when the run is not one
   * of the workflow that deploys, a `NotFoundError` for a pull request that is not there, and a `ConflictError` for a head
   * that is not its.
   */
  async approvalOf(
    run: VerifiedRun,
    asked: { pullRequest: number; head: string },
  ): Promise<ApprovalRecord> {
    requireJob(run, DEPLOY_JOB, 'ask for an approval');
    const { repository } = run;
    const { pullRequest, head } = asked;
    const reading = await this.#pullRequests.read(repository, pullRequest);
    if (!reading) {
      throw new NotFoundError(
        `Pull request #${pullRequest} into ${repository.branch} does not exist in ${repository.url}`,
      );
    }
    if (reading.pull.headSha !== head) {
      throw new ConflictError(
        `Pull request #${pullRequest} has the head ${reading.pull.headSha}, not ${head}`,
      );
    }
    return {
      pullRequest,
      head,
      plans: await this.#plansOf(repository.fullName, pullRequest, head),
      requester: reading.requester ?? null,
      rules: reading.rules,
    };
  }

  async #plansOf(
    repository: string,
    pullRequest: number,
    head: string,
  ): Promise<ApprovalRecord['plans']> {
    const all = await this.#plans.plansOf(repository, [pullRequest]);
    const plans = all.filter(({ headCommit }) => headCommit === head);
    const newest = plans.findLast(({ outcome }) => outcome === 'passed');
    return plans.map(plan => ({
      hash: plan.hash,
      outcome: plan.outcome,
      recordedAt: plan.recordedAt,
      runId: plan.runId,
      ...(plan === newest ? { binding: plan.binding } : {}),
    }));
  }
}
