import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { ApprovedPlan } from '../deploy/approvedPlan';
import type { CommitDeployment } from '../deploy/deployCommit';
import {
  deploymentMarker,
  renderDeploymentComment,
} from '../deploy/deploymentComment';
import {
  beginReport,
  endReport,
  isBad,
  refuseReport,
  startReport,
  summaryOf,
} from '../deploy/deploymentReport';
import type { PendingMerge } from '../deploy/pendingMerges';
import type { CommitStatus, PullRequestApi } from '../github/PullRequestApi';
import type { ReviewApi } from '../github/ReviewApi';
import type { RunContext } from '../github/RunContext';
import type { PortalReports } from './PortalReports';
import type { Reporter } from './Reporter';

/** Where one run of `plinth deploy` is told. */
export interface DeploymentAudience {
  readonly run: RunContext;
  /** The commit status of this job; its comment is marked by it too. */
  readonly context: string;
  readonly github: PullRequestApi;
  readonly reviews: ReviewApi;
  readonly portal: PortalReports;
  readonly reporter: Reporter;
}

/** Tells how the deployment of one merge goes: in the log, on its commit, on its pull request, and to the portal. */
export class DeploymentTeller {
  readonly #audience: DeploymentAudience;
  readonly #merge: PendingMerge;
  #report: DeploymentReport;
  #approvers: readonly string[] = [];

  constructor(audience: DeploymentAudience, merge: PendingMerge) {
    this.#audience = audience;
    this.#merge = merge;
    this.#report = beginReport(audience.run, merge, new Date());
  }

  /** A line of the CLI about one stack. */
  line(stackName: string, text: string): void {
    this.#audience.reporter.info(`${stackName} │ ${text}`);
  }

  async reachesNothing(): Promise<void> {
    this.#audience.reporter.info(`${this.#commit} reaches no unit.`);
    await this.#status('success', 'no unit is affected');
  }

  async hasNoPullRequest(): Promise<void> {
    this.#audience.reporter.error(
      `${this.#commit} came to the branch without exactly one merged pull request, so no plan was approved for it. Make the change by a pull request.`,
    );
    await this.#status(
      'failure',
      'no approved plan: it did not come by one pull request',
    );
  }

  async begins(): Promise<void> {
    const { pull } = this.#merge;
    this.#audience.reporter.info(
      `Deploying ${this.#commit} of pull request #${pull?.number}: ${pull?.title}`,
    );
    await this.#status('pending', 'deploying');
  }

  /** What is to be done is known and allowed; nothing has changed yet. */
  async starts(
    stacks: DeployedStack[],
    approved: Pick<ApprovedPlan, 'hash' | 'approvers'> | undefined,
  ): Promise<void> {
    this.#approvers = approved?.approvers ?? [];
    const planHash = approved?.hash;
    this.#report = startReport(this.#report, { planHash, stacks });
    if (stacks.length > 0) {
      await this.#audience.portal.deployment(this.#report);
    }
  }

  async ended({ stacks, left }: CommitDeployment): Promise<void> {
    for (const stack of stacks) {
      const { stackName, outcome, reason } = stack;
      const text = `${stackName}: ${outcome}${reason ? `: ${reason}` : ''}`;
      this.#audience.reporter[isBad(stack) ? 'error' : 'info'](text);
    }
    if (stacks.length > 0) {
      await this.#audience.portal.deployment(
        endReport(this.#report, stacks, new Date()),
      );
    }
    if (stacks.length > 0 || left.length > 0) {
      await this.#comment({ stacks, waiting: left.map(({ path }) => path) });
    }
    await this.#status(
      stacks.some(isBad) ? 'failure' : 'success',
      summaryOf(stacks, left.length, this.#approvers),
    );
  }

  async refused(reason: string): Promise<void> {
    this.#audience.reporter.error(reason);
    await this.#audience.portal.deployment(
      refuseReport(this.#report, reason, new Date()),
    );
    await this.#comment({ stacks: [], refused: reason });
    await this.#status('failure', reason);
  }

  get #commit(): string {
    return this.#merge.commit.slice(0, 12);
  }

  async #comment(
    told: Pick<
      Parameters<typeof renderDeploymentComment>[0],
      'stacks' | 'refused' | 'waiting'
    >,
  ): Promise<void> {
    const { run, context, github, reporter } = this.#audience;
    const { commit, pull } = this.#merge;
    const body = renderDeploymentComment({
      context,
      commit,
      runUrl: run.runUrl,
      approvers: this.#approvers,
      ...told,
    });
    if (pull) {
      await github.upsertComment(pull.number, deploymentMarker(context), body);
    }
    reporter.summary(body);
  }

  async #status(
    state: CommitStatus['state'],
    description: string,
  ): Promise<void> {
    const { github, context } = this.#audience;
    await github.setStatus(this.#merge.commit, { context, state, description });
  }
}
