import { ConflictError, NotFoundError } from '@backstage/errors';
import type { ApprovalRecord } from '@plinth/plugin-environments-common';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { PullRequests } from '../collect/github/PullRequests';
import type { VerifiedRun } from '../reports/RunTokenVerifier';
import { DEPLOY_JOB, requireJob } from '../reports/trustedJobs';
import type { PlanStore } from '../store';
import { OwnerRules } from './OwnerRules';
import type { Requesters } from './Requesters';

/** Tells the pipeline what an approval depends on and only the portal knows, or may read. */
export class ApprovalService {
  readonly #github: InfrastructureRepositories;
  readonly #plans: PlanStore;
  readonly #pullRequests: PullRequests;
  readonly #requesters: Requesters;

  constructor(options: {
    github: InfrastructureRepositories;
    plans: PlanStore;
    pullRequests: PullRequests;
    requesters: Requesters;
  }) {
    this.#github = options.github;
    this.#plans = options.plans;
    this.#pullRequests = options.pullRequests;
    this.#requesters = options.requesters;
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
    const [plans, requester, rules] = await Promise.all([
      this.#plansOf(repository.fullName, pullRequest, head),
      this.#requesters.of(reading),
      new OwnerRules(await this.#github.open(repository)).of(reading),
    ]);
    return { pullRequest, head, plans, requester: requester ?? null, rules };
  }

  async #plansOf(
    repository: string,
    pullRequest: number,
    head: string,
  ): Promise<ApprovalRecord['plans']> {
    const all = await this.#plans.plansOf(repository, pullRequest);
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
