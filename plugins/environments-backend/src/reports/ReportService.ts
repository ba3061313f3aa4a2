import { NotAllowedError } from '@backstage/errors';
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
    const repository = run.repository.id;
    await this.#deployments.putPlan(repository, report, { at });
    await this.#ledger.append(
      planFacts(repository, report, {
        at,
        actor: run.actor,
        url: run.runId && `${run.repository.url}/actions/runs/${run.runId}`,
      }),
      { at },
    );
    return `${repository}#${report.pullRequest}@${report.headCommit}`;
  }

  /**
   * Records a deployment; the same report again changes nothing. Throws a `NotAllowedError` when the run is not of the
   * deployed branch, or reports for another run.
   */
  async recordDeployment(
    run: VerifiedRun,
    report: DeploymentReport,
  ): Promise<string> {
    const branch = `refs/heads/${run.repository.branch}`;
    if (run.ref !== branch) {
      throw new NotAllowedError(
        `Only runs of ${branch} may report a deployment; this one is of ${run.ref || 'no ref'}`,
      );
    }
    if (run.runId !== undefined && run.runId !== report.runId) {
      throw new NotAllowedError(
        `Run ${run.runId} may not report a deployment of run ${report.runId}`,
      );
    }
    const at = this.#now();
    const repository = run.repository.id;
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
