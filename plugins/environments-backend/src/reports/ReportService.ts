import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
} from '@backstage/errors';
import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import type { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import type { PullRequestReading } from '../collect/github/PullRequestReader';
import type { PullRequests } from '../collect/github/PullRequests';
import type { Ledger } from '../ledger/Ledger';
import type {
  ConstructStore,
  DeploymentStore,
  PlanStore,
  RepositoryStore,
} from '../store';
import { refuseBinding } from './refuseBinding';
import { deploymentFacts, planFacts } from './reportFacts';
import type { VerifiedRun } from './RunTokenVerifier';
import { runUrl } from './runUrl';
import { DEPLOY_JOB, PLAN_JOB, requireJob } from './trustedJobs';

/** Records what the protected branch's own workflows report. */
export class ReportService {
  readonly #constructs: ConstructStore;
  readonly #deployments: DeploymentStore;
  readonly #plans: PlanStore;
  readonly #repositories: RepositoryStore;
  readonly #pullRequests: PullRequests;
  readonly #github: InfrastructureRepositories;
  readonly #ledger: Ledger;
  readonly #now: () => Date;

  constructor(options: {
    constructs: ConstructStore;
    deployments: DeploymentStore;
    plans: PlanStore;
    repositories: RepositoryStore;
    pullRequests: PullRequests;
    github: InfrastructureRepositories;
    ledger: Ledger;
    now: () => Date;
  }) {
    this.#constructs = options.constructs;
    this.#deployments = options.deployments;
    this.#plans = options.plans;
    this.#repositories = options.repositories;
    this.#pullRequests = options.pullRequests;
    this.#github = options.github;
    this.#ledger = options.ledger;
    this.#now = options.now;
  }

  /**
   * Records a plan, a failed one as well; answers its id. Throws a `NotAllowedError` when the run is not one of the
   * workflow that plans, a `NotFoundError` for a pull request that is not there, and a `ConflictError` for one that has
   * ended, or has another head by now.
   */
  async recordPlan(run: VerifiedRun, report: PlanReport): Promise<string> {
    requireJob(run, PLAN_JOB, 'report a plan');
    refuseBinding(report);
    const { units } = (await this.#requirePullRequest(run, report)).content;
    const at = this.#now();
    const repository = run.repository.fullName;
    const { pullRequest, headCommit, hash, outcome, binding } = report;
    await this.#plans.addPlan({
      repository,
      pullRequest,
      headCommit,
      hash,
      outcome,
      recordedAt: at.toISOString(),
      runId: run.runId,
      runAttempt: run.runAttempt,
      binding,
    });
    await this.#ledger.append(planFacts(run, report, { at, units }), { at });
    return `${repository}#${pullRequest}@${headCommit}`;
  }

  async #requirePullRequest(
    { repository }: VerifiedRun,
    { pullRequest, headCommit }: PlanReport,
  ): Promise<PullRequestReading> {
    const name = `Pull request #${pullRequest}`;
    const reading = await this.#pullRequests.read(repository, pullRequest);
    if (!reading) {
      throw new NotFoundError(
        `${name} into ${repository.branch} does not exist in ${repository.url}`,
      );
    }
    const { headSha, state } = reading.pull;
    if (headSha !== headCommit) {
      throw new ConflictError(
        `${name} has the head ${headSha}, not ${headCommit}; that one is planned by a run of its own`,
      );
    }
    if (state !== 'open') {
      throw new ConflictError(
        `${name} is ${state}; a plan is recorded only while it is open`,
      );
    }
    return reading;
  }

  /**
   * Records a deployment; the same report again changes nothing. Throws a `NotAllowedError` when the run is not one of the
   * workflow that deploys, or reports for another run or what its own commit does not hold, and an `InputError` for times that
   * have not come.
   */
  async recordDeployment(
    run: VerifiedRun,
    given: DeploymentReport,
  ): Promise<string> {
    requireJob(run, DEPLOY_JOB, 'report a deployment');
    refuseOtherRun(run, given);
    const at = this.#now();
    refuseFuture(given, at);
    await this.#refuseOtherCommit(run, given);
    // Constructs are of the stacks as they are: no part of the record, which is kept for good.
    const stacks = given.stacks.map(({ constructs, ...stack }) => stack);
    const report = { ...given, stacks, runUrl: runUrl(run) };
    const repository = run.repository.fullName;
    const deployed = report.stacks.map(stack => stack.unit);
    // A run that was stopped before it knew its stacks still concerns the units of its commit.
    const units =
      deployed.length > 0
        ? deployed
        : await this.#repositories.unitsOfCommit(repository, report.commit);
    const recorded = await this.#deployments.putDeployment(
      { repository, units, report },
      { at },
    );
    if (recorded) {
      const { startedAt } = report;
      await this.#constructs.putConstructs(
        { repository, startedAt },
        given.stacks,
      );
      const options = { at, actor: run.actor, units };
      await this.#ledger.append(deploymentFacts(repository, report, options), {
        at,
      });
    }
    return report.id;
  }

  /** A run deploys its own commit, and what was merged before it and waited. */
  async #refuseOtherCommit(
    { repository, sha }: VerifiedRun,
    { commit }: DeploymentReport,
  ): Promise<void> {
    if (commit === sha) {
      return;
    }
    const opened = await this.#github.open(repository);
    if (!(await opened.holds(sha, commit))) {
      throw new NotAllowedError(
        `A run of ${sha} may not report a deployment of ${commit}, which is not in its history`,
      );
    }
  }
}

/** Clocks of runners and of the portal may differ by this much. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** The id tells deployments apart, so that no run can replace what another one reported. */
function refuseOtherRun(
  { runId, runAttempt }: VerifiedRun,
  report: DeploymentReport,
): void {
  const prefix = `${runId}-${runAttempt}-`;
  if (runId !== report.runId || !report.id.startsWith(prefix)) {
    throw new NotAllowedError(
      `Attempt ${runAttempt} of run ${runId} may not report deployment ${report.id} of run ${report.runId}; its ids begin with ${prefix}`,
    );
  }
}

function refuseFuture(report: DeploymentReport, now: Date): void {
  for (const { startedAt, finishedAt } of [report, ...report.stacks]) {
    for (const time of [startedAt, finishedAt]) {
      if (time && Date.parse(time) > now.getTime() + CLOCK_TOLERANCE_MS) {
        throw new InputError(
          `${time} has not come yet (it is ${now.toISOString()}); set the clock of the runner`,
        );
      }
    }
  }
}
