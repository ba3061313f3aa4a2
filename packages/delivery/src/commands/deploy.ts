import path from 'node:path';
import type { Stage } from '@plinth/blueprints/schema';
import { findApprovedPlan } from '../deploy/approvedPlan';
import { deployCommit, type CommitDeployment } from '../deploy/deployCommit';
import { isBad } from '../deploy/deploymentReport';
import { pendingMerges, type PendingMerge } from '../deploy/pendingMerges';
import { DeliveryError, messageOf } from '../errors';
import { Git } from '../git/Git';
import { githubOidcTokens } from '../github/OidcTokens';
import { GitHubPullRequestApi } from '../github/PullRequestApi';
import { readRunContext, type RunContext } from '../github/RunContext';
import {
  DeploymentTeller,
  type DeploymentAudience,
} from '../reporting/DeploymentTeller';
import { PortalReports } from '../reporting/PortalReports';
import type { Reporter } from '../reporting/Reporter';
import { reachesUnits } from '../units/affectedUnits';
import {
  beginSession,
  openAccounts,
  type CommandOptions,
  type Session,
} from './Session';

/** The commit status that says how a merge's deployment went. */
const DEPLOY_STATUS = 'plinth/deploy';

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
}

/** Runs `plinth deploy`; resolves to the exit code: 0 all well, 1 refused, failed or rolled back. */
export async function deployCommand(
  options: DeployCommandOptions,
): Promise<number> {
  const run = requirePush(options.env);
  const session = beginSession(options);
  const audience = audienceOf(run, session, options);
  const merges = await findMerges(audience, session.git, options);
  const results: MergeResult[] = [];
  for (const merge of merges) {
    results.push(await deployMerge(merge, { session, audience, options }));
  }
  handOver(results, session.reporter);
  session.reporter.result(results);
  return results.every(({ good }) => good) ? 0 : 1;
}

function requirePush(env: NodeJS.ProcessEnv): RunContext {
  const run = readRunContext(env);
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
  return run;
}

function audienceOf(
  run: RunContext,
  { env, settings, reporter }: Session,
  { only }: DeployCommandOptions,
): DeploymentAudience {
  const tokens = githubOidcTokens(env);
  const portal = new PortalReports({ settings, tokens, reporter });
  if (!portal.isConnected) {
    reporter.warn(
      'Nothing is reported to the portal: it needs portalUrl in plinth.json, and the job permissions: id-token: write.',
    );
  }
  return {
    run,
    context: only ? `${DEPLOY_STATUS}/${only.join('-')}` : DEPLOY_STATUS,
    github: GitHubPullRequestApi.create({ context: run }),
    portal,
    reporter,
  };
}

async function findMerges(
  { run, github, context }: DeploymentAudience,
  git: Git,
  { only, since }: DeployCommandOptions,
): Promise<PendingMerge[]> {
  const head = await git.commit('HEAD');
  if (head !== run.sha) {
    throw new DeliveryError(
      `The checkout is at ${head.slice(0, 12)}, and the run is for ${run.sha.slice(0, 12)}. Check out the run's own commit.`,
    );
  }
  const byItself = only ? undefined : ('attempts' as const);
  return pendingMerges({
    git,
    github,
    head,
    before: run.before,
    branch: run.ref.replace(/^refs\/heads\//, ''),
    context,
    catchUp: since ? { since } : byItself,
  });
}

async function deployMerge(
  merge: PendingMerge,
  { session, audience, options }: MergeContext,
): Promise<MergeResult> {
  const { commit, base, pull } = merge;
  const { git, settings, blueprints, env } = session;
  const { run, github } = audience;
  const { only, skip = [] } = options;
  const teller = new DeploymentTeller(audience, merge);
  // Prose and workflows need no plan.
  if (!reachesUnits(await git.changedPaths(base, commit))) {
    await teller.reachesNothing();
    return { commit, base, good: true };
  }
  if (!pull) {
    await teller.hasNoPullRequest();
    return { commit, base, good: false };
  }
  const { runId } = run;
  const accounts = openAccounts(session, { role: 'deploy', commit, runId });
  const checkout = await checkOut(commit, session, run);
  try {
    await teller.begins();
    const { left, ...deployed } = await deployCommit({
      ...accounts,
      root: checkout.root,
      git: new Git(checkout.root),
      commit,
      base,
      pull,
      findApprovedPlan: () => findApprovedPlan(github, pull),
      runId,
      blueprints,
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
    await checkout.dispose();
  }
}

/** The run's own checkout for its own commit; a worktree for one that it catches up on. */
async function checkOut(
  commit: string,
  { root, git }: Session,
  { sha }: RunContext,
): Promise<{ root: string; dispose: () => Promise<void> }> {
  if (commit === sha) {
    return { root, dispose: async () => {} };
  }
  const folder = path.join(root, '.plinth', 'worktrees', commit);
  await git.addWorktree(folder, commit);
  return { root: folder, dispose: () => git.removeWorktree(folder) };
}

/** Tells the jobs of reviewed stages what there is for them. */
function handOver(results: readonly MergeResult[], reporter: Reporter): void {
  const leftOf = ({ deployment }: MergeResult) => deployment?.left ?? [];
  const stages = results.flatMap(leftOf).map(({ unit }) => unit.stage);
  const first = results.find(result => leftOf(result).length > 0);
  reporter.output('waiting', [...new Set(stages)].sort().join(','));
  reporter.output('since', first?.base ?? '');
}
