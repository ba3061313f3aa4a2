import {
  BlueprintRegistry,
  unitEntityRef,
  unitPath,
  validateUnit,
} from '@plinth/blueprints/schema';
import {
  formatRequestMarker,
  REQUEST_BRANCH_PREFIX,
  requesterTrailer,
  unitFiles,
} from '@plinth/repository';
import type { AwsSandbox } from '../aws';
import type { SandboxClock } from '../clock';
import type { GitHubSandbox } from '../github';
import type { WorkflowTrigger } from '../github/events';
import type { Pull } from '../github/model';
import {
  deployHistoric,
  type HistoricDeployment,
  synthesizeHistoric,
} from './historicDeployment';
import { recordRun } from './historicRun';
import { REPOSITORY } from './organization';
import { PORTAL } from './portalApp';
import type { HistoricChange } from './units';

const MINUTE = 60_000;
const [OWNER] = REPOSITORY.split('/');

/**
 * Writes past requests as if they had gone through the portal and the pipeline: pull request, plan, approval, merge,
 * deployment. Git, GitHub and CloudFormation hold the same facts as after real ones; the clock gives them their time.
 */
export class HistoryWriter {
  readonly #clock: SandboxClock;
  readonly #github: GitHubSandbox;
  readonly #aws: AwsSandbox;
  readonly #blueprints = new BlueprintRegistry();

  constructor(parts: {
    clock: SandboxClock;
    github: GitHubSandbox;
    aws: AwsSandbox;
  }) {
    this.#clock = parts.clock;
    this.#github = parts.github;
    this.#aws = parts.aws;
  }

  /** Writes one change, at the clock's time and the hours after it. */
  async write(change: HistoricChange): Promise<void> {
    const { stacks, planHash } = synthesizeHistoric(change);
    const pull = await this.#openPull(change);
    this.#clock.advance(2 * MINUTE);
    await this.#plan(pull, change, planHash);
    this.#clock.advance(45 * MINUTE);
    await this.#github.pulls.review({
      repo: REPOSITORY,
      number: pull.number,
      author: change.approver,
      event: 'APPROVE',
      body: 'The plan does what the title says.',
    });
    this.#clock.advance(5 * MINUTE);
    const { sha } = await this.#github.pulls.merge({
      repo: REPOSITORY,
      number: pull.number,
      method: 'squash',
      actor: change.approver,
    });
    this.#clock.advance(MINUTE);
    await this.#deploy({ change, pull, sha, planHash, stacks });
  }

  async #openPull(change: HistoricChange): Promise<Pull> {
    const { unit: requested, requester, title } = change;
    const unit = validateUnit(requested, this.#blueprints);
    const person = this.#github.accounts.user(requester);
    const branch = `${REQUEST_BRANCH_PREFIX}${unit.name}-${change.daysAgo}`;
    const host = new URL(this.#github.url).host;
    const files = unitFiles(
      unit,
      { repository: `${host}/${REPOSITORY}` },
      this.#blueprints,
    );
    await this.#github.repositories.commit(REPOSITORY, {
      branch,
      message: `${title}\n\n${requesterTrailer(`user:default/${requester}`)}\n`,
      changes: Object.fromEntries(files.map(file => [file.path, file.content])),
      author: {
        name: person?.name ?? requester,
        email: person?.email ?? `${requester}@example.com`,
      },
      pusher: PORTAL,
    });
    const pull = await this.#github.pulls.create({
      repo: REPOSITORY,
      title,
      head: branch,
      base: 'main',
      author: PORTAL,
      body: [
        `**${requester}** asks for this change of \`${unitPath(unit)}\` through the portal.`,
        '',
        formatRequestMarker({
          requester: `user:default/${requester}`,
          template: unit.kind === 'tenant' ? 'new-tenant' : 'new-environment',
          entity: unitEntityRef(unit),
          task: `history-${change.daysAgo}`,
        }),
      ].join('\n'),
    });
    this.#github.pulls.addLabels(REPOSITORY, pull.number, [unit.kind], PORTAL);
    this.#github.pulls.requestReviewers(
      REPOSITORY,
      pull.number,
      { teams: ['platform'] },
      PORTAL,
    );
    return pull;
  }

  async #plan(
    pull: Pull,
    change: HistoricChange,
    planHash: string,
  ): Promise<void> {
    const synth = await recordRun({
      github: this.#github,
      workflow: 'synth',
      title: change.title,
      conclusion: 'success',
      log: `Synthesized ${unitPath(change.unit)}.`,
      trigger: {
        ...this.#trigger('pull_request', pull.headSha, PORTAL),
        action: 'opened',
        ref: `refs/pull/${pull.number}/merge`,
        headRef: pull.headRef,
        baseRef: 'main',
        number: pull.number,
      },
    });
    const plan = await recordRun({
      github: this.#github,
      workflow: 'plan',
      title: 'plan',
      conclusion: 'success',
      log: `Planned ${unitPath(change.unit)}; the hash of the plan is ${planHash}.`,
      trigger: {
        ...this.#trigger('workflow_run', pull.baseSha, PORTAL),
        action: 'completed',
        follows: {
          id: synth.id,
          workflow: synth.name,
          branch: synth.headBranch,
          chain: 1,
        },
      },
    });
    this.#github.checks.setStatus({
      repo: REPOSITORY,
      sha: pull.headSha,
      context: 'plinth/plan',
      state: 'success',
      description: `sha256:${planHash}`,
      targetUrl: `${this.#github.url}/${REPOSITORY}/actions/runs/${plan.id}`,
      creator: 'github-actions[bot]',
    });
  }

  async #deploy(step: HistoricDeployment): Promise<void> {
    const { change, pull, sha } = step;
    const outcome = change.deployment ?? 'succeeded';
    const trigger = this.#trigger('push', sha, pull.mergedBy ?? OWNER);
    if (outcome === 'waiting') {
      await this.#wait(step, trigger);
      return;
    }
    await recordRun({
      github: this.#github,
      workflow: 'deploy',
      title: change.title,
      conclusion: outcome === 'succeeded' ? 'success' : 'failure',
      log:
        outcome === 'notDeployed'
          ? 'The runner lost its connection before the deployment began.'
          : `Deployed ${unitPath(change.unit)} at ${sha}.`,
      trigger,
      during: async run => {
        this.#clock.advance(MINUTE);
        if (outcome !== 'notDeployed') {
          await deployHistoric(this.#aws, run.id, step);
        }
      },
    });
    this.#github.checks.setStatus({
      repo: REPOSITORY,
      sha,
      context: 'plinth/deploy',
      state: outcome === 'succeeded' ? 'success' : 'failure',
      description:
        outcome === 'notDeployed'
          ? 'the run was lost before the deployment began'
          : `${change.unit.name}: ${outcome}`,
      creator: 'github-actions[bot]',
    });
  }

  /** A run that has done what no reviewer has to let go ahead, and tells so by its status, as the pipeline does: later runs leave the rest to it. */
  async #wait(
    { change, sha }: HistoricDeployment,
    trigger: WorkflowTrigger,
  ): Promise<void> {
    const { stage } = change.unit;
    const { actions } = this.#github;
    const run = actions.createRun({
      trigger,
      path: '.github/workflows/deploy.yml',
      name: 'deploy',
      displayTitle: change.title,
    });
    actions.updateRun(run.id, { status: 'in_progress' });
    for (const name of ['find', 'synth', 'deploy']) {
      const job = actions.createJob(run.id, { key: name, name });
      actions.updateJob(job.id, { status: 'in_progress' });
      this.#clock.advance(MINUTE);
      actions.appendLog(
        job.id,
        `Left to the reviewers of ${stage}: ${unitPath(change.unit)}.\n`,
      );
      actions.updateJob(job.id, { status: 'completed', conclusion: 'success' });
    }
    const job = actions.createJob(run.id, {
      key: stage,
      name: stage,
      environment: stage,
    });
    actions.updateJob(job.id, { status: 'waiting' });
    actions.requestReview(run.id, stage);
    actions.updateRun(run.id, { status: 'waiting' });
    this.#github.checks.setStatus({
      repo: REPOSITORY,
      sha,
      context: 'plinth/deploy',
      state: 'success',
      description: `${change.unit.name} waits for the reviewers of ${stage}`,
      targetUrl: `${this.#github.url}/${REPOSITORY}/actions/runs/${run.id}`,
      creator: 'github-actions[bot]',
    });
  }

  /** An event of main, unless the caller says otherwise. */
  #trigger(
    event: 'push' | 'pull_request' | 'workflow_run',
    sha: string,
    sender: string,
  ): WorkflowTrigger {
    return {
      repo: REPOSITORY,
      event,
      ref: 'refs/heads/main',
      sha,
      headSha: sha,
      sender,
      changedFiles: [],
      payload: {},
    };
  }
}
