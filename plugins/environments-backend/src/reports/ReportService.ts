import { InputError, NotAllowedError } from '@backstage/errors';
import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import type { Ledger } from '../ledger/Ledger';
import type { DeploymentStore, RepositoryStore } from '../store';
import { deploymentFacts, planFacts } from './reportFacts';
import type { VerifiedRun } from './RunTokenVerifier';

const PULL_REF = /^refs\/pull\/(\d+)\/(?:merge|head)$/;

/**
 * Records what pipeline runs report. A run can speak only for itself: a plan only of the pull request that it runs for,
 * a deployment only from the deployed branch.
 */
export class ReportService {
  readonly #deployments: DeploymentStore;
  readonly #repositories: RepositoryStore;
  readonly #ledger: Ledger;
  readonly #now: () => Date;

  constructor(options: {
    deployments: DeploymentStore;
    repositories: RepositoryStore;
    ledger: Ledger;
    now: () => Date;
  }) {
    this.#deployments = options.deployments;
    this.#repositories = options.repositories;
    this.#ledger = options.ledger;
    this.#now = options.now;
  }

  /** Records a plan; answers its id. Throws a `NotAllowedError` when the run is of another pull request. */
  async recordPlan(run: VerifiedRun, report: PlanReport): Promise<string> {
    const pull = PULL_REF.exec(run.ref)?.[1];
    if (pull !== String(report.pullRequest)) {
      throw new NotAllowedError(
        `A run for ${run.ref || 'no ref'} may not report a plan of pull request #${report.pullRequest}`,
      );
    }
    const at = this.#now();
    const repository = run.repository.fullName;
    await this.#deployments.putPlan(repository, report, { at });
    await this.#ledger.append(
      planFacts(repository, report, {
        at,
        actor: run.actor,
        url: commentUrl(run, report) ?? runUrl(run),
      }),
      { at },
    );
    return `${repository}#${report.pullRequest}@${report.headCommit}`;
  }

  /**
   * Records a deployment; the same report again changes nothing. Throws a `NotAllowedError` when the run is not one of the
   * workflow that deploys, or reports for another run, and an `InputError` for times that have not come.
   */
  async recordDeployment(
    run: VerifiedRun,
    given: DeploymentReport,
  ): Promise<string> {
    refuseOtherDeployment(run, given);
    const at = this.#now();
    refuseFuture(given, at);
    const report = { ...given, runUrl: runUrl(run) };
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
      const options = { at, actor: run.actor, units };
      await this.#ledger.append(deploymentFacts(repository, report, options), {
        at,
      });
    }
    return report.id;
  }
}

/** Where the workflow that deploys lies in every infrastructure repository. */
const DEPLOY_WORKFLOW = '.github/workflows/deploy.yml';

/** What may start it. */
const DEPLOY_EVENTS = ['push', 'workflow_dispatch'];

/** Clocks of runners and of the portal may differ by this much. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** Only what the protected branch says of its own workflow proves that it was the pipeline. */
function refuseOtherDeployment(
  run: VerifiedRun,
  report: DeploymentReport,
): void {
  const { owner, repo, branch } = run.repository;
  const ref = `refs/heads/${branch}`;
  const workflow = `${owner}/${repo}/${DEPLOY_WORKFLOW}@${ref}`;
  if (run.ref !== ref) {
    throw new NotAllowedError(
      `Only runs of ${ref} may report a deployment; this one is of ${run.ref || 'no ref'}`,
    );
  }
  if (run.workflow.toLowerCase() !== workflow.toLowerCase()) {
    throw new NotAllowedError(
      `Only jobs of ${workflow} may report a deployment; this one is of ${run.workflow}`,
    );
  }
  if (!DEPLOY_EVENTS.includes(run.event)) {
    throw new NotAllowedError(
      `Only runs on ${DEPLOY_EVENTS.join(' or ')} may report a deployment; this one is on ${run.event}`,
    );
  }
  // The id tells deployments apart, so that no run can replace what another one reported.
  if (run.runId !== report.runId || !report.id.startsWith(`${run.runId}-`)) {
    throw new NotAllowedError(
      `Run ${run.runId} may not report deployment ${report.id} of run ${report.runId}; its ids begin with ${run.runId}-`,
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

/** Links are made here: what a report says of them may lead anywhere. */
function runUrl({ repository, runId }: VerifiedRun): string {
  return `${repository.url}/actions/runs/${runId}`;
}

function commentUrl(
  { repository }: VerifiedRun,
  { pullRequest, commentUrl: given }: PlanReport,
): string | undefined {
  const comment = /#issuecomment-(\d{1,20})$/.exec(given ?? '')?.[1];
  return (
    comment && `${repository.url}/pull/${pullRequest}#issuecomment-${comment}`
  );
}
