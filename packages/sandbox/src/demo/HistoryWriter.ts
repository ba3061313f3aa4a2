import { createHash } from 'node:crypto';
import { synthesizeUnit } from '@plinth/blueprints';
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
    const stacks = synthesizeUnit(change.unit);
    const planHash = createHash('sha256')
      .update(JSON.stringify(stacks.map(stack => stack.template)))
      .digest('hex');
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

  async #deploy(step: {
    change: HistoricChange;
    pull: Pull;
    sha: string;
    planHash: string;
    stacks: ReturnType<typeof synthesizeUnit>;
  }): Promise<void> {
    const { change, pull, sha, planHash, stacks } = step;
    const outcome = change.deployment ?? 'succeeded';
    await recordRun({
      github: this.#github,
      workflow: 'deploy',
      title: change.title,
      conclusion: outcome === 'succeeded' ? 'success' : 'failure',
      log:
        outcome === 'notDeployed'
          ? 'The runner lost its connection before the deployment began.'
          : `Deployed ${unitPath(change.unit)} at ${sha}.`,
      trigger: this.#trigger('push', sha, pull.mergedBy ?? OWNER),
      during: async run => {
        this.#clock.advance(MINUTE);
        if (outcome === 'notDeployed') {
          return;
        }
        for (const stack of stacks) {
          if (outcome === 'rolledBack') {
            this.#aws.faults.failNext({
              type: 'AWS::RDS::DBInstance',
              action: 'update',
              message:
                'Storage can be changed again six hours after the last change (Service: Rds, Status Code: 400)',
              account: stack.account,
              stackName: stack.stackName,
            });
          }
          await this.#aws.cloudFormation.deploy({
            account: stack.account,
            region: stack.region,
            stackName: stack.stackName,
            template: JSON.stringify(stack.template),
            token: `plinth-${sha.slice(0, 12)}-${run.id}`,
            terminationProtection: change.unit.stage === 'production',
            tags: Object.entries(stack.tags).map(([Key, Value]) => ({
              Key,
              Value,
            })),
            parameters: [
              {
                key: 'PlinthProvenance',
                value: JSON.stringify({
                  commit: sha,
                  pullRequest: pull.number,
                  run: String(run.id),
                  planHash,
                }),
              },
            ],
          });
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
