import path from 'node:path';
import { reviewedEnvironment, type Stage } from '@plinth/blueprints/schema';
import { synthesizedElsewhere } from '../assembly/AssemblySource';
import { findApprovedPlan } from '../deploy/approvedPlan';
import { deployCommit, type CommitDeployment } from '../deploy/deployCommit';
import { isBad } from '../deploy/deploymentReport';
import { requireReviewers } from '../deploy/requireReviewers';
import type { PendingMerge } from '../deploy/pendingMerges';
import { DeliveryError, messageOf } from '../errors';
import type { Git } from '../git/Git';
import { githubOidcTokens } from '../github/OidcTokens';
import { GitHubPullRequestApi } from '../github/PullRequestApi';
import { freezesNow } from '../github/freezesNow';
import { githubReviews } from '../github/ReviewApi';
import { branchOf, type RunContext } from '../github/RunContext';
import { protectionOf } from '../github/runClient';
import {
  DeploymentTeller,
  type DeploymentAudience,
} from '../reporting/DeploymentTeller';
import { StackDeleter } from '../removal/StackDeleter';
import { PortalReports } from '../reporting/PortalReports';
import type { Reporter } from '../reporting/Reporter';
import { reachesUnits } from '../units/affectedUnits';
import { DEPLOY_STATUS, mergesOf, requirePush } from './mergesOf';
import {
  beginSession,
  openAccounts,
  type CommandOptions,
  type Session,
} from './Session';

/** Options of `plinth deploy`. */
export interface DeployCommandOptions extends CommandOptions {
  /** Deploy units of these stages only; the status gets their names as a suffix. */
  only?: Stage[];
  /**
   * Leave out units of these stages. The output `waiting` says at which of them there are any, and `since` what their jobs
   * begin after: with merges that were caught up on, that is not the commit before this push.
   */
  skip?: Stage[];
  /** Deploy what was merged after this commit, and not this push alone; only with `only`. */
  since?: string;
  /** What `plinth synth` made of the merges; no code of the repository's is run here. */
  assembly: string;
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

/** What deploying each of the merges needs. */
interface MergeContext {
  readonly session: Session;
  readonly audience: DeploymentAudience;
  readonly options: DeployCommandOptions;
  /** Why a job of a reviewed stage may not deploy. */
  readonly unreviewed: string | undefined;
}

/** Runs `plinth deploy`; resolves to the exit code: 0 all well, 1 refused, failed or rolled back. */
export async function deployCommand(
  options: DeployCommandOptions,
): Promise<number> {
  const run = requirePush(options.env, 'deploy');
  const session = beginSession(options);
  const unreviewed = await whyUnreviewed(run, session, options);
  const audience = audienceOf(run, session, options);
  const merges = await mergesToDeploy(audience, session.git, options);
  const context = { session, audience, options, unreviewed };
  const results: MergeResult[] = [];
  for (const merge of merges) {
    results.push(await deployMerge(merge, context));
  }
  handOver(results, session.reporter);
  session.reporter.result(results);
  return results.every(({ good }) => good) ? 0 : 1;
}

function audienceOf(
  run: RunContext,
  { env, settings, reporter }: Session,
  { only }: DeployCommandOptions,
): DeploymentAudience {
  const tokens = githubOidcTokens(env);
  const portal = new PortalReports({ settings, tokens, reporter });
  return {
    run,
    context: only ? `${DEPLOY_STATUS}/${only.join('-')}` : DEPLOY_STATUS,
    github: GitHubPullRequestApi.create({ context: run }),
    reviews: githubReviews(run),
    portal,
    reporter,
  };
}

function mergesToDeploy(
  { run, github, context }: DeploymentAudience,
  git: Git,
  { only, since }: DeployCommandOptions,
): Promise<PendingMerge[]> {
  const byItself = only ? undefined : ('attempts' as const);
  return mergesOf({
    run,
    git,
    github,
    context,
    catchUp: since ? { since } : byItself,
  });
}

/** A job of a reviewed stage asks whether anybody had to let it go on. */
async function requireReviewed(
  run: RunContext,
  { settings, reporter }: Session,
  { only = [] }: DeployCommandOptions,
): Promise<void> {
  const protection = protectionOf(run);
  for (const environment of only.flatMap(
    stage => reviewedEnvironment(stage) ?? [],
  )) {
    if (settings.environmentReviewers) {
      const found = await protection.environment(environment);
      requireReviewers(environment, branchOf(run), found);
    } else {
      reporter.warn(
        `${environment} is deployed without a review of this job, as environmentReviewers in plinth.json says; what was approved is the plan.`,
      );
    }
  }
}

/** Why nobody had to let the job go on: each merge is told so, and the portal, before it fails. */
async function whyUnreviewed(
  ...asked: Parameters<typeof requireReviewed>
): Promise<string | undefined> {
  try {
    await requireReviewed(...asked);
    return undefined;
  } catch (error) {
    if (error instanceof DeliveryError) {
      return error.message;
    }
    throw error;
  }
}

async function deployMerge(
  merge: PendingMerge,
  { session, audience, options, unreviewed }: MergeContext,
): Promise<MergeResult> {
  const { commit, base, pull, ignored } = merge;
  const { root, git, settings, blueprints, env } = session;
  const { run, portal, reviews } = audience;
  const { only, skip = [] } = options;
  const teller = new DeploymentTeller(audience, merge);
  ignored.forEach(({ text }) => session.reporter.warn(text));
  // Prose and workflows need no plan.
  if (!reachesUnits(await git.changedPaths(base, commit))) {
    await teller.reachesNothing();
    return { commit, base, good: true };
  }
  if (!pull) {
    await teller.hasNoPullRequest();
    return { commit, base, good: false };
  }
  if (unreviewed !== undefined) {
    await teller.refused(unreviewed);
    return { commit, base, good: false };
  }
  const { runId } = run;
  const accounts = openAccounts(session, { role: 'deploy', commit, runId });
  try {
    await teller.begins();
    const { left, ...deployed } = await deployCommit({
      ...accounts,
      deleter: StackDeleter.create({
        ...accounts,
        qualifier: settings.bootstrapQualifier,
        runId,
      }),
      root,
      git,
      commit,
      base,
      pull,
      findFreezes: () => freezesNow(run),
      findApprovedPlan: () =>
        findApprovedPlan(pull, { portal, github: reviews }),
      runId,
      repositoryId: run.repositoryId,
      blueprints,
      assemble: synthesizedElsewhere({
        folder: path.resolve(root, options.assembly),
        commit,
      }),
      concurrency: settings.concurrency,
      only: ({ unit: { stage } }) =>
        (only?.includes(stage) ?? true) && !skip.includes(stage),
      env,
      teller,
    });
    const deployment = {
      ...deployed,
      left: left.filter(({ unit }) => skip.includes(unit.stage)),
    };
    await teller.ended(deployment);
    const good = !deployment.stacks.some(isBad);
    return { commit, base, good, deployment };
  } catch (error) {
    await teller.refused(messageOf(error));
    if (!(error instanceof DeliveryError)) {
      throw error;
    }
    return { commit, base, good: false };
  } finally {
    await accounts.reader.close();
  }
}

/** Tells the jobs of reviewed stages what there is for them. */
function handOver(results: readonly MergeResult[], reporter: Reporter): void {
  const leftOf = ({ deployment }: MergeResult) => deployment?.left ?? [];
  const stages = results.flatMap(leftOf).map(({ unit }) => unit.stage);
  const first = results.find(result => leftOf(result).length > 0);
  reporter.output('waiting', [...new Set(stages)].sort().join(','));
  reporter.output('since', first?.base ?? '');
}
