import path from 'node:path';
import type { Finding } from '@plinth/plugin-environments-common';
import { PLAN_STATUS, protectionFaults } from '@plinth/repository/github';
import {
  synthesizedElsewhere,
  synthesizedHere,
  type AssemblySource,
} from '../assembly/AssemblySource';
import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import { githubOidcTokens } from '../github/OidcTokens';
import {
  GitHubPullRequestApi,
  type PullRequest,
  type PullRequestApi,
} from '../github/PullRequestApi';
import {
  branchOf,
  readRunContext,
  type EndedRun,
  type RunContext,
} from '../github/RunContext';
import { protectionOf } from '../github/runClient';
import { gatherPlan } from '../plan/gatherPlan';
import { brokenPlanReport } from '../plan/planReport';
import { brokenStatus } from '../plan/planStatus';
import { AwsQuotas } from '../quotas/AwsQuotas';
import { PortalReports } from '../reporting/PortalReports';
import { tellPlan, type PlanAudience } from '../reporting/tellPlan';
import {
  beginSession,
  openAccounts,
  type CommandOptions,
  type Session,
} from './Session';

/** Options of `plinth plan`. */
export interface PlanCommandOptions extends CommandOptions {
  base?: string;
  head?: string;
  /** What `plinth synth` made of the head; in a workflow it must be given, since no code of the head is run there. */
  assembly?: string;
  /**
   * Checks templates against CloudFormation's schemas, unless the variable CDK_VALIDATION is false, as everywhere in the CDK.
   *
   * @default true
   */
  validate?: boolean;
}

/** What is to be planned. */
interface Subject {
  readonly head: string;
  /** @default - where the head left the protected branch */
  readonly base?: string;
  /** What decides about authorization. */
  readonly authority: string;
  readonly assemble: AssemblySource;
  readonly audience?: PlanAudience & {
    /** What the plan says besides, of the repository's settings. */
    readonly notes: readonly Finding[];
  };
}

/** Runs `plinth plan`; resolves to the exit code: 0 passed, 1 failed. */
export async function planCommand(
  options: PlanCommandOptions,
): Promise<number> {
  const session = beginSession(options);
  const run = readRunContext(session.env);
  if (!run) {
    const subject = await ownSubject(options, session);
    return planSubject(subject, options, session, undefined);
  }
  const ended = endedRunOf(run, options);
  const github = GitHubPullRequestApi.create({ context: run });
  try {
    const subject = await subjectOf(run, ended, github, session);
    return subject ? await planSubject(subject, options, session, run) : 0;
  } catch (error) {
    await github.setStatus(ended.headSha, brokenStatus(error));
    throw error;
  }
}

async function planSubject(
  { head, base, authority, assemble, audience }: Subject,
  { validate = true }: PlanCommandOptions,
  session: Session,
  run: RunContext | undefined,
): Promise<number> {
  const { root, env, git, blueprints, reporter } = session;
  const { reader, credentials } = openAccounts(session, {
    role: 'plan',
    commit: head,
    runId: run?.runId,
  });
  const quotas = AwsQuotas.create({ credentials });
  const gathered = gatherPlan({
    command: 'plan',
    root,
    git,
    head,
    base: base ?? (await git.mergeBase(authority, head)),
    authority,
    pullRequest: audience?.pull?.number,
    stacks: reader,
    quotas,
    blueprints,
    assemble,
    validate: validate && env.CDK_VALIDATION !== 'false',
    env,
  });
  const { plan, dispose } = await gathered.catch(async error => {
    await Promise.all([reader.close(), quotas.close()]);
    if (error instanceof DeliveryError && audience?.pull) {
      await audience.portal.plan(
        brokenPlanReport(error, { pull: audience.pull, head }),
      );
    }
    throw error;
  });
  await Promise.all([dispose(), reader.close(), quotas.close()]);
  const told = await tellPlan(
    { ...plan, findings: [...plan.findings, ...(audience?.notes ?? [])] },
    reporter,
    audience,
  );
  return told && plan.outcome === 'passed' ? 0 : 1;
}

/** What a person plans at their own machine: what is checked out there, by its own app. */
async function ownSubject(
  { head: revision = 'HEAD', base = 'origin/main' }: PlanCommandOptions,
  { root, env, git }: Session,
): Promise<Subject> {
  const head = await git.commit(revision);
  await requireCheckout(git, head);
  return {
    head,
    authority: await git.commit(base),
    assemble: synthesizedHere({ root, env }),
  };
}

/** The run of `synth` that has ended, and left what is planned. */
function endedRunOf(
  { event, endedRun }: RunContext,
  { assembly }: PlanCommandOptions,
): EndedRun & { readonly assembly: string } {
  if (!endedRun || assembly === undefined) {
    throw new DeliveryError(
      `In a workflow plinth plan runs on workflow_run events, with --assembly, so that no code of a pull request meets the permissions of the run; this run's event is ${event}.`,
      'usage',
    );
  }
  return { ...endedRun, assembly };
}

/**
 * What that run was about; undefined when nobody waits for a plan of it any more. The checkout is the protected branch, and the
 * head is only read from Git.
 */
async function subjectOf(
  run: RunContext,
  ended: ReturnType<typeof endedRunOf>,
  github: PullRequestApi,
  session: Session,
): Promise<Subject | undefined> {
  const pull = await pullOf(run, ended, github);
  if (!pull && ended.event !== 'merge_group') {
    session.reporter.info(
      `No open pull request to the protected branch has the head ${ended.headSha.slice(0, 12)} any more.`,
    );
    return undefined;
  }
  if (isOfFork(run, ended)) {
    await refuseFork(ended, github, session);
    return undefined;
  }
  const { git } = session;
  const head = await git.commit(ended.headSha);
  return {
    head,
    base: await queueBase(ended, git),
    authority: await git.commit('HEAD'),
    assemble: synthesizedElsewhere({
      folder: path.resolve(session.root, ended.assembly),
      commit: head,
    }),
    audience: {
      ...audienceOf(run, pull, github, session),
      notes: await protectionFindings(run, session),
    },
  };
}

/** Warnings: deploy reads the reviews itself, whatever the branch wants. */
async function protectionFindings(
  run: RunContext,
  { settings }: Session,
): Promise<Finding[]> {
  const branch = branchOf(run);
  const protection = await protectionOf(run).branch(branch);
  const faults = protection
    ? protectionFaults(branch, protection)
    : [
        `It cannot be read how ${branch} is protected; give the job permissions: contents: read.`,
      ];
  if (!settings.environmentReviewers) {
    faults.push(
      'Nobody reviews the jobs that deploy to production and shared services, as environmentReviewers in plinth.json says: this approval is all that they wait for.',
    );
  }
  return faults.map(message => ({
    severity: 'warning',
    rule: 'protection',
    message,
  }));
}

/**
 * The commit that a merge queue builds a group on, by which GitHub names its branch, as `gh-readonly-queue/main/pr-7-COMMIT`: main,
 * or the group before, whose pull requests have a plan of their own. Undefined for what is no group.
 */
async function queueBase(
  { event, headBranch, headSha }: EndedRun,
  git: Git,
): Promise<string | undefined> {
  const [, base] = /-([0-9a-f]{40})$/.exec(headBranch ?? '') ?? [];
  return event === 'merge_group' &&
    base &&
    (await git.isAncestor(base, headSha))
    ? base
    : undefined;
}

/** By the head that GitHub names, and never by what the run of a branch left. */
async function pullOf(
  run: RunContext,
  { headBranch, headRepository, headSha }: EndedRun,
  github: PullRequestApi,
): Promise<PullRequest | undefined> {
  return headBranch === null || headRepository === null
    ? undefined
    : github.openWith({
        head: `${headRepository.split('/')[0]}:${headBranch}`,
        headSha,
        base: branchOf(run),
      });
}

function isOfFork(run: RunContext, { headRepository }: EndedRun): boolean {
  return headRepository !== `${run.owner}/${run.repo}`;
}

/** A fork's pull request gets its check, and nothing is read in an account for it. */
async function refuseFork(
  { headSha }: EndedRun,
  github: PullRequestApi,
  { reporter }: Session,
): Promise<void> {
  const description =
    'without AWS: a fork is not planned; push the branch to this repository';
  await github.setStatus(headSha, {
    context: PLAN_STATUS,
    state: 'failure',
    description,
  });
  reporter.warn(`Planned ${description}.`);
}

/** Who hears of the plan: the people of the pull request, and the portal. */
function audienceOf(
  run: RunContext,
  pull: PullRequest | undefined,
  github: PullRequestApi,
  { env, settings, reporter }: Session,
): PlanAudience {
  const tokens = githubOidcTokens(env);
  return {
    github,
    pull,
    portal: new PortalReports({ settings, tokens, reporter }),
    runUrl: run.runUrl,
  };
}

async function requireCheckout(git: Git, head: string): Promise<void> {
  const actual = await git.commit('HEAD');
  if (actual !== head) {
    throw new DeliveryError(
      `The checkout is at ${actual.slice(0, 12)}, and the plan is for ${head.slice(0, 12)}. Check out that commit first.`,
      'usage',
    );
  }
}
