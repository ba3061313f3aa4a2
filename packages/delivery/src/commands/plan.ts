import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import { githubOidcTokens } from '../github/OidcTokens';
import { GitHubPullRequestApi } from '../github/PullRequestApi';
import { readRunContext, type RunContext } from '../github/RunContext';
import { gatherPlan } from '../plan/gatherPlan';
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
  /** @default true */
  validate?: boolean;
}

/** Runs `plinth plan`; resolves to the exit code: 0 passed, 1 failed. */
export async function planCommand(
  options: PlanCommandOptions,
): Promise<number> {
  const session = beginSession(options);
  const { root, env, git, blueprints, reporter } = session;
  const run = readRunContext(env);
  const audience = run && (await audienceOf(run, session));
  const { pull } = audience ?? {};

  // The commit that the event names: the branch may have moved on since.
  const head = await git.commit(
    options.head ?? run?.pullRequest?.headSha ?? 'HEAD',
  );
  await requireCheckout(git, head);
  const authority = await git.commit(
    options.base ?? `origin/${run?.pullRequest?.baseRef ?? 'main'}`,
  );
  const base = await git.mergeBase(authority, head);
  const { reader } = openAccounts(session, {
    role: 'plan',
    commit: head,
    runId: run?.runId,
  });
  const { plan, dispose } = await gatherPlan({
    command: 'plan',
    root,
    git,
    head,
    base,
    authority,
    pullRequest: pull?.number,
    labels: pull?.labels ?? [],
    stacks: reader,
    blueprints,
    validate: options.validate ?? true,
    env,
  });
  await Promise.all([dispose(), reader.close()]);
  await tellPlan(plan, reporter, audience);
  return plan.outcome === 'passed' ? 0 : 1;
}

/** Who hears of the plan of a workflow run: the people of its pull request, and the portal. */
async function audienceOf(
  run: RunContext,
  { env, settings, reporter }: Session,
): Promise<PlanAudience> {
  if (!run.pullRequest) {
    throw new DeliveryError(
      `plinth plan runs on pull_request events, and this run's event is ${run.event}.`,
    );
  }
  const github = GitHubPullRequestApi.create({ context: run });
  const tokens = githubOidcTokens(env);
  if (settings.portalUrl && !tokens) {
    reporter.warn(
      'The plan is not reported to the portal: the job has no permissions: id-token: write.',
    );
  }
  return {
    github,
    pull: await github.get(run.pullRequest.number),
    portal: new PortalReports({ settings, tokens, reporter }),
    runUrl: run.runUrl,
  };
}

async function requireCheckout(git: Git, head: string): Promise<void> {
  const actual = await git.commit('HEAD');
  if (actual !== head) {
    throw new DeliveryError(
      `The checkout is at ${actual.slice(0, 12)}, and the plan is for ${head.slice(0, 12)}. Check out that commit first (ref: github.event.pull_request.head.sha).`,
    );
  }
}
