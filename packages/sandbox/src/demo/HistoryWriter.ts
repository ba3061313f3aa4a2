import {
  BlueprintRegistry,
  unitEntityRef,
  unitPath,
  validateUnit,
  type Unit,
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
import { deployHistoric, type HistoricDeployment } from './historicDeployment';
import { planHashOf, type HistoricRequest } from '../HistoricRequest';
import type { HistoricReports } from './HistoricReports';
import { recordRun } from './historicRun';
import { PORTAL } from './portalApp';

const MINUTE = 60_000;

/**
 * Writes past requests as if they had gone through the portal and the pipeline: pull request, plan, approval, merge,
 * deployment. Git, GitHub and CloudFormation hold the same facts as after real ones; the clock gives them their time.
 */
export class HistoryWriter {
  readonly #clock: SandboxClock;
  readonly #github: GitHubSandbox;
  readonly #aws: AwsSandbox;
  readonly #repository: string;
  readonly #reports: HistoricReports | undefined;
  readonly #blueprints = new BlueprintRegistry();

  constructor(parts: {
    clock: SandboxClock;
    github: GitHubSandbox;
    aws: AwsSandbox;
    /** `owner/name` of the infrastructure repository. */
    repository: string;
    /**
     * Where runs leave what they report to the portal.
     *
     * @default - they report nothing
     */
    reports?: HistoricReports;
  }) {
    this.#clock = parts.clock;
    this.#github = parts.github;
    this.#aws = parts.aws;
    this.#repository = parts.repository;
    this.#reports = parts.reports;
  }

  /** Writes one request, at the clock's time and the hours after it. */
  async write(request: HistoricRequest): Promise<void> {
    const planHash = planHashOf(request);
    const pull = await this.#openPull(request);
    this.#clock.advance(2 * MINUTE);
    await this.#plan(pull, request, planHash);
    this.#clock.advance(45 * MINUTE);
    await this.#github.pulls.review({
      repo: this.#repository,
      number: pull.number,
      author: request.approver,
      event: 'APPROVE',
      body: 'The plan does what the title says.',
    });
    this.#clock.advance(5 * MINUTE);
    const { sha } = await this.#github.pulls.merge({
      repo: this.#repository,
      number: pull.number,
      method: 'squash',
      actor: request.approver,
    });
    this.#clock.advance(MINUTE);
    await this.#deploy({ request, pull, sha });
  }

  async #openPull(request: HistoricRequest): Promise<Pull> {
    const { requester, title, units, removal } = request;
    const person = this.#github.accounts.user(requester);
    const branch = `${REQUEST_BRANCH_PREFIX}${request.name}`;
    const host = new URL(this.#github.url).host;
    const files = units.flatMap(unit =>
      unitFiles(
        validateUnit(unit, this.#blueprints),
        { repository: `${host}/${this.#repository}` },
        this.#blueprints,
      ),
    );
    await this.#github.repositories.commit(this.#repository, {
      branch,
      message: `${title}\n\n${requesterTrailer(`user:default/${requester}`)}\n`,
      changes: Object.fromEntries(
        files.map(file => [file.path, removal ? null : file.content]),
      ),
      author: {
        name: person?.name ?? requester,
        email: person?.email ?? `${requester}@example.com`,
      },
      pusher: PORTAL,
    });
    const pull = await this.#github.pulls.create({
      repo: this.#repository,
      title,
      head: branch,
      base: 'main',
      author: PORTAL,
      body: [
        `**${requester}** asks for this change of ${told(units)} through the portal.`,
        '',
        formatRequestMarker({
          requester: `user:default/${requester}`,
          template: request.template,
          entity: unitEntityRef(units[0]),
          task: `history-${request.name}`,
        }),
      ].join('\n'),
    });
    this.#github.pulls.addLabels(
      this.#repository,
      pull.number,
      [units[0].kind],
      PORTAL,
    );
    this.#github.pulls.requestReviewers(
      this.#repository,
      pull.number,
      { teams: ['platform'] },
      PORTAL,
    );
    return pull;
  }

  async #plan(
    pull: Pull,
    { title, units }: HistoricRequest,
    planHash: string,
  ): Promise<void> {
    const synth = await recordRun({
      github: this.#github,
      workflow: 'synth',
      title,
      conclusion: 'success',
      log: `Synthesized ${told(units)}.`,
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
      log: `Planned ${told(units)}; the hash of the plan is ${planHash}.`,
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
      repo: this.#repository,
      sha: pull.headSha,
      context: 'plinth/plan',
      state: 'success',
      description: `sha256:${planHash}`,
      targetUrl: `${this.#github.url}/${this.#repository}/actions/runs/${plan.id}`,
      creator: 'github-actions[bot]',
    });
  }

  async #deploy(step: HistoricDeployment): Promise<void> {
    const { request, pull, sha } = step;
    const { title, units } = request;
    const outcome = request.deployment ?? 'succeeded';
    const trigger = this.#trigger(
      'push',
      sha,
      pull.mergedBy ?? request.approver,
    );
    if (outcome === 'waiting') {
      await this.#wait(step, trigger);
      return;
    }
    await recordRun({
      github: this.#github,
      workflow: 'deploy',
      title,
      conclusion: outcome === 'succeeded' ? 'success' : 'failure',
      log:
        outcome === 'notDeployed'
          ? 'The runner lost its connection before the deployment began.'
          : `Deployed ${told(units)} at ${sha}.`,
      trigger,
      during: async run => {
        this.#clock.advance(MINUTE);
        if (outcome !== 'notDeployed') {
          await deployHistoric(
            { aws: this.#aws, clock: this.#clock, reports: this.#reports },
            run.id,
            step,
          );
        }
      },
    });
    this.#github.checks.setStatus({
      repo: this.#repository,
      sha,
      context: 'plinth/deploy',
      state: outcome === 'succeeded' ? 'success' : 'failure',
      description:
        outcome === 'notDeployed'
          ? 'the run was lost before the deployment began'
          : `${units.length === 1 ? units[0].name : told(units)}: ${outcome}`,
      creator: 'github-actions[bot]',
    });
  }

  /** A run that has done what no reviewer has to let go ahead, and tells so by its status, as the pipeline does: later runs leave the rest to it. */
  async #wait(
    { request, sha }: HistoricDeployment,
    trigger: WorkflowTrigger,
  ): Promise<void> {
    const { title, units } = request;
    const [{ stage }] = units;
    const { actions } = this.#github;
    const run = actions.createRun({
      trigger,
      path: '.github/workflows/deploy.yml',
      name: 'deploy',
      displayTitle: title,
    });
    actions.updateRun(run.id, { status: 'in_progress' });
    for (const name of ['find', 'synth', 'deploy']) {
      const job = actions.createJob(run.id, { key: name, name });
      actions.updateJob(job.id, { status: 'in_progress' });
      this.#clock.advance(MINUTE);
      actions.appendLog(
        job.id,
        `Left to the reviewers of ${stage}: ${told(units)}.\n`,
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
      repo: this.#repository,
      sha,
      context: 'plinth/deploy',
      state: 'success',
      description: `${units[0].name} waits for the reviewers of ${stage}`,
      targetUrl: `${this.#github.url}/${this.#repository}/actions/runs/${run.id}`,
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
      repo: this.#repository,
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

/** What a request is about: its unit's folder, or how many there are. */
function told(units: readonly Unit[]): string {
  return units.length === 1 ? unitPath(units[0]) : `${units.length} units`;
}
