import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from '@plinth/blueprints/schema';
import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import { CloudFormationReader } from '../aws/CloudFormationReader';
import { credentialsFor } from '../aws/credentialsFor';
import { findApprovedPlan } from '../deploy/approvedPlan';
import { deployCommit, type CommitDeployment } from '../deploy/deployCommit';
import {
  deploymentMarker,
  renderDeploymentComment,
} from '../deploy/deploymentComment';
import { pendingMerges, type PendingMerge } from '../deploy/pendingMerges';
import { DeliveryError, messageOf } from '../errors';
import { Git } from '../git/Git';
import { githubOidcTokens } from '../github/OidcTokens';
import {
  GitHubPullRequestApi,
  type CommitStatus,
  type PullRequestApi,
} from '../github/PullRequestApi';
import { readRunContext, type RunContext } from '../github/RunContext';
import { PortalClient } from '../portal/PortalClient';
import { loadBlueprints } from '../settings/loadBlueprints';
import { readSettings, type Settings } from '../settings/Settings';
import { reachesUnits } from '../units/affectedUnits';
import type { UnitFolder } from '@plinth/repository/units';
import { Reporter } from './Reporter';

/** The commit status that says how a merge's deployment went. */
export const DEPLOY_STATUS = 'plinth/deploy';

/** Options of `plinth deploy`. */
export interface DeployCommandOptions {
  root: string;
  /** Deploy units of these stages only; the status gets their names as a suffix. */
  only?: Stage[];
  /**
   * Leave out units of these stages. The output `waiting` says at which of them there are any, and `since` what their jobs
   * begin after: with merges that were caught up on, that is not the commit before this push.
   */
  skip?: Stage[];
  /** Deploy what was merged after this commit, and not this push alone; only with `only`. */
  since?: string;
  json?: boolean;
  env: NodeJS.ProcessEnv;
}

/** What became of one merge. */
interface MergeResult {
  readonly commit: string;
  /** What main was before it. */
  readonly base: string;
  readonly good: boolean;
  /** `left` are the units that wait for a job of their stage. */
  readonly deployment?: CommitDeployment;
}

/** One run of `plinth deploy`. */
class Deployer {
  readonly #run: RunContext;
  readonly #options: DeployCommandOptions;
  readonly #settings: Settings;
  readonly #reporter: Reporter;
  readonly #github: PullRequestApi;
  readonly #git: Git;
  readonly #context: string;
  readonly #portal: PortalClient | undefined;

  constructor(run: RunContext, options: DeployCommandOptions) {
    const { root, env, json, only } = options;
    this.#run = run;
    this.#options = options;
    this.#settings = readSettings(root, env);
    loadBlueprints(root, this.#settings);
    this.#reporter = new Reporter({ json: json ?? false, env });
    this.#github = GitHubPullRequestApi.create({ context: run });
    this.#git = new Git(root);
    this.#context = only ? `${DEPLOY_STATUS}/${only.join('-')}` : DEPLOY_STATUS;
    const { portalUrl, audience } = this.#settings;
    const tokens = githubOidcTokens(env);
    this.#portal =
      portalUrl && tokens
        ? PortalClient.create({ portalUrl, audience, tokens })
        : undefined;
    if (!this.#portal) {
      this.#reporter.warn(
        'Nothing is reported to the portal: it needs portalUrl in plinth.json, and the job permissions: id-token: write.',
      );
    }
  }

  async run(): Promise<number> {
    const head = await this.#git.commit('HEAD');
    if (head !== this.#run.sha) {
      throw new DeliveryError(
        `The checkout is at ${head.slice(0, 12)}, and the run is for ${this.#run.sha.slice(0, 12)}. Check out the run's own commit.`,
      );
    }
    const merges = await pendingMerges({
      git: this.#git,
      github: this.#github,
      head,
      before: this.#run.before,
      branch: this.#run.ref.replace(/^refs\/heads\//, ''),
      context: this.#context,
      catchUp: this.#catchUp(),
    });
    const results: MergeResult[] = [];
    for (const merge of merges) {
      const ended = await this.#deployMerge(merge, merge.commit === head);
      results.push({ commit: merge.commit, base: merge.base, ...ended });
    }
    this.#handOver(results);
    this.#reporter.result(results);
    return results.every(({ good }) => good) ? 0 : 1;
  }

  #catchUp() {
    const { only, since } = this.#options;
    if (since) {
      return { since };
    }
    return only ? undefined : ('attempts' as const);
  }

  /** Tells the jobs of reviewed stages what there is for them. */
  #handOver(results: readonly MergeResult[]): void {
    const leftOf = ({ deployment }: MergeResult) => deployment?.left ?? [];
    const stages = results.flatMap(leftOf).map(({ unit }) => unit.stage);
    const first = results.find(result => leftOf(result).length > 0);
    this.#output('waiting', [...new Set(stages)].sort().join(','));
    this.#output('since', first?.base ?? '');
  }

  async #deployMerge(
    merge: PendingMerge,
    isHead: boolean,
  ): Promise<Omit<MergeResult, 'commit' | 'base'>> {
    const { commit, base, pull } = merge;
    // Prose and workflows need no plan.
    if (!reachesUnits(await this.#git.changedPaths(base, commit))) {
      this.#reporter.info(`${commit.slice(0, 12)} reaches no unit.`);
      await this.#status(commit, 'success', 'no unit is affected');
      return { good: true };
    }
    if (!pull) {
      const message = `${commit.slice(0, 12)} came to the branch without exactly one merged pull request, so no plan was approved for it. Make the change by a pull request.`;
      this.#reporter.error(message);
      await this.#status(
        commit,
        'failure',
        'no approved plan: it did not come by one pull request',
      );
      return { good: false };
    }
    this.#reporter.info(
      `Deploying ${commit.slice(0, 12)} of pull request #${pull.number}: ${pull.title}`,
    );
    const report: DeploymentReport = {
      id: `${this.#run.runId}-${this.#run.attempt}-${this.#run.job}${isHead ? '' : `-${commit.slice(0, 12)}`}`,
      commit,
      pullRequest: pull.number,
      runId: this.#run.runId,
      runUrl: this.#run.runUrl,
      outcome: 'running',
      startedAt: new Date().toISOString(),
      stacks: [],
    };
    const credentials = credentialsFor({
      env: this.#options.env,
      roleName: this.#settings.roles.deploy,
      commit,
      runId: this.#run.runId,
    });
    const reader = CloudFormationReader.create({ credentials });
    const root = isHead ? this.#options.root : await this.#worktree(commit);
    let planHash: string | undefined;
    let running: DeployedStack[] = [];
    try {
      await this.#status(commit, 'pending', 'deploying');
      const deployment = await deployCommit({
        root,
        git: new Git(root),
        commit,
        base,
        pull,
        findApprovedPlan: () => findApprovedPlan(this.#github, pull),
        runId: this.#run.runId,
        credentials,
        reader,
        concurrency: this.#settings.concurrency,
        only: folder => this.#selects(folder),
        env: this.#options.env,
        onLine: (stackName, line) =>
          this.#reporter.info(`${stackName} │ ${line}`),
        onStart: async (stacks, hash) => {
          planHash = hash;
          running = stacks;
          if (stacks.length > 0) {
            await this.#toPortal({ ...report, planHash, stacks });
          }
        },
      });
      const left = deployment.left.filter(({ unit }) =>
        this.#options.skip?.includes(unit.stage),
      );
      const ended = { ...deployment, left };
      const good = await this.#conclude(ended, { ...report, planHash });
      return { good, deployment: ended };
    } catch (error) {
      await this.#refused(messageOf(error), {
        ...report,
        planHash,
        stacks: running,
      });
      if (!(error instanceof DeliveryError)) {
        throw error;
      }
      return { good: false };
    } finally {
      await reader.close();
      if (!isHead) {
        await this.#git.removeWorktree(root);
      }
    }
  }

  async #conclude(
    deployment: CommitDeployment,
    report: DeploymentReport,
  ): Promise<boolean> {
    const { stacks, left } = deployment;
    const bad = stacks.filter(
      ({ outcome }) => outcome === 'failed' || outcome === 'rolledBack',
    );
    const count = (outcome: string) =>
      stacks.filter(stack => stack.outcome === outcome).length;
    for (const { stackName, outcome, reason } of stacks) {
      const text = `${stackName}: ${outcome}${reason ? `: ${reason}` : ''}`;
      if (outcome === 'failed' || outcome === 'rolledBack') {
        this.#reporter.error(text);
      } else {
        this.#reporter.info(text);
      }
    }
    if (stacks.length > 0) {
      const failed = bad.some(each => each.outcome === 'failed')
        ? 'failed'
        : 'rolledBack';
      const outcome = bad.length === 0 ? 'succeeded' : failed;
      await this.#toPortal({
        ...report,
        stacks,
        outcome,
        reason: bad[0] && `${bad[0].stackName}: ${bad[0].reason}`,
        finishedAt: new Date().toISOString(),
      });
    }
    if (stacks.length > 0 || left.length > 0) {
      await this.#comment(report, {
        stacks,
        waiting: left.map(({ path: each }) => each),
      });
    }
    const summary = [
      `${count('succeeded')} deployed`,
      ...(count('unchanged') > 0 ? [`${count('unchanged')} unchanged`] : []),
      ...(bad.length > 0 ? [`${bad.length} failed`] : []),
      ...(left.length > 0 ? [`${left.length} waiting for approval`] : []),
    ];
    await this.#status(
      report.commit,
      bad.length > 0 ? 'failure' : 'success',
      summary.join(', '),
    );
    return bad.length === 0;
  }

  async #refused(message: string, report: DeploymentReport): Promise<void> {
    this.#reporter.error(message);
    await this.#toPortal({
      ...report,
      outcome: 'failed',
      reason: message,
      finishedAt: new Date().toISOString(),
      stacks: report.stacks.map(stack =>
        stack.outcome === 'running'
          ? { ...stack, outcome: 'failed', reason: message }
          : stack,
      ),
    });
    await this.#comment(report, { stacks: [], refused: message });
    await this.#status(report.commit, 'failure', message);
  }

  #selects({ unit }: UnitFolder): boolean {
    const { only, skip } = this.#options;
    return (
      (only?.includes(unit.stage) ?? true) &&
      !(skip?.includes(unit.stage) ?? false)
    );
  }

  async #worktree(commit: string): Promise<string> {
    const folder = path.join(
      this.#options.root,
      '.plinth',
      'worktrees',
      commit,
    );
    await this.#git.addWorktree(folder, commit);
    return folder;
  }

  /** A portal that does not answer must not stop a deployment; its collectors find the stacks anyhow. */
  async #toPortal(report: DeploymentReport): Promise<void> {
    try {
      await this.#portal?.reportDeployment(report);
    } catch (error) {
      this.#reporter.warn(
        `The deployment is not recorded in the portal: ${messageOf(error)}`,
      );
    }
  }

  async #comment(
    report: DeploymentReport,
    told: {
      stacks: readonly DeployedStack[];
      refused?: string;
      waiting?: readonly string[];
    },
  ): Promise<void> {
    const body = renderDeploymentComment({
      context: this.#context,
      commit: report.commit,
      runUrl: this.#run.runUrl,
      ...told,
    });
    if (report.pullRequest) {
      await this.#github.upsertComment(
        report.pullRequest,
        deploymentMarker(this.#context),
        body,
      );
    }
    if (this.#options.env.GITHUB_STEP_SUMMARY) {
      appendFileSync(this.#options.env.GITHUB_STEP_SUMMARY, `${body}\n`);
    }
  }

  async #status(
    commit: string,
    state: CommitStatus['state'],
    description: string,
  ): Promise<void> {
    await this.#github.setStatus(commit, {
      context: this.#context,
      state,
      description,
    });
  }

  #output(name: string, value: string): void {
    const file = this.#options.env.GITHUB_OUTPUT;
    if (file) {
      appendFileSync(file, `${name}=${value}\n`);
    }
  }
}

/** Runs `plinth deploy`; resolves to the exit code: 0 all well, 1 refused, failed or rolled back. */
export async function deployCommand(
  options: DeployCommandOptions,
): Promise<number> {
  const run = readRunContext(options.env);
  if (!run) {
    throw new DeliveryError(
      'plinth deploy runs in a workflow, for a merged pull request. To try a change, open a pull request and look at its plan.',
    );
  }
  if (run.event !== 'push' && run.event !== 'workflow_dispatch') {
    throw new DeliveryError(
      `plinth deploy runs on push events, and this run's event is ${run.event}.`,
    );
  }
  return new Deployer(run, options).run();
}
