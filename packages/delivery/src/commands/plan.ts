import { appendFileSync } from 'node:fs';
import { CloudFormationReader } from '../aws/CloudFormationReader';
import { credentialsFor } from '../aws/credentialsFor';
import { DeliveryError, messageOf } from '../errors';
import { Git } from '../git/Git';
import { githubOidcTokens } from '../github/OidcTokens';
import { GitHubPullRequestApi } from '../github/PullRequestApi';
import { readRunContext } from '../github/RunContext';
import { gatherPlan } from '../plan/gatherPlan';
import { planReport, type Plan } from '../plan/model';
import { PLAN_MARKER, renderPlanComment } from '../plan/planComment';
import { planStatus } from '../plan/planStatus';
import { PortalClient } from '../portal/PortalClient';
import { loadBlueprints } from '../settings/loadBlueprints';
import { readSettings } from '../settings/Settings';
import { Reporter } from './Reporter';

/** Options of `plinth plan`. */
export interface PlanCommandOptions {
  root: string;
  base?: string;
  head?: string;
  json?: boolean;
  /** @default true */
  validate?: boolean;
  env: NodeJS.ProcessEnv;
}

/** Runs `plinth plan`; resolves to the exit code: 0 passed, 1 failed. */
export async function planCommand(
  options: PlanCommandOptions,
): Promise<number> {
  const { env, root } = options;
  const reporter = new Reporter({ json: options.json ?? false, env });
  const settings = readSettings(root, env);
  loadBlueprints(root, settings);
  const run = readRunContext(env);
  const git = new Git(root);
  const github = run && GitHubPullRequestApi.create({ context: run });
  const pull =
    run?.pullRequest && github
      ? await github.get(run.pullRequest.number)
      : undefined;
  if (run && !pull) {
    throw new DeliveryError(
      `plinth plan runs on pull_request events, and this run's event is ${run.event}.`,
    );
  }

  const head = await git.commit(
    options.head ?? run?.pullRequest?.headSha ?? 'HEAD',
  );
  await requireCheckout(git, head);
  const authority = await git.commit(
    options.base ?? `origin/${run?.pullRequest?.baseRef ?? 'main'}`,
  );
  const base = await git.mergeBase(authority, head);
  const tokens = githubOidcTokens(env);
  const credentials = credentialsFor({
    env,
    roleName: settings.roles.plan,
    commit: head,
    runId: run?.runId ?? 'local',
  });
  const stacks = CloudFormationReader.create({ credentials });
  const gathered = await gatherPlan({
    command: 'plan',
    root,
    git,
    head,
    base,
    authority,
    pullRequest: pull?.number,
    labels: pull?.labels ?? [],
    stacks,
    validate: options.validate ?? true,
    env,
  });
  await Promise.all([gathered.dispose(), stacks.close()]);

  const { plan } = gathered;
  const comment = renderPlanComment(plan, { runUrl: run?.runUrl });
  if (run && github && pull) {
    const { url } = await github.upsertComment(
      pull.number,
      PLAN_MARKER,
      comment,
    );
    await github.setStatus(head, planStatus(plan));
    if (env.GITHUB_STEP_SUMMARY) {
      appendFileSync(env.GITHUB_STEP_SUMMARY, `${comment}\n`);
    }
    await report(plan, {
      pullRequest: pull.number,
      commentUrl: url,
      tokens,
      reporter,
      portalUrl: settings.portalUrl,
      audience: settings.audience,
    });
  }
  tell(plan, comment, reporter);
  reporter.result(plan);
  return plan.outcome === 'passed' ? 0 : 1;
}

async function requireCheckout(git: Git, head: string): Promise<void> {
  const actual = await git.commit('HEAD');
  if (actual !== head) {
    throw new DeliveryError(
      `The checkout is at ${actual.slice(0, 12)}, and the plan is for ${head.slice(0, 12)}. Check out that commit first (ref: github.event.pull_request.head.sha).`,
    );
  }
}

async function report(
  plan: Plan,
  options: {
    pullRequest: number;
    commentUrl: string;
    tokens: ReturnType<typeof githubOidcTokens>;
    reporter: Reporter;
    portalUrl?: string;
    audience: string;
  },
): Promise<void> {
  const { pullRequest, commentUrl, tokens, reporter, portalUrl, audience } =
    options;
  if (!portalUrl) {
    return;
  }
  if (!tokens) {
    reporter.warn(
      'The plan is not reported to the portal: the job has no permissions: id-token: write.',
    );
    return;
  }
  try {
    await PortalClient.create({ portalUrl, audience, tokens }).reportPlan(
      planReport(plan, { pullRequest, commentUrl }),
    );
  } catch (error) {
    reporter.warn(
      `The plan is not recorded in the portal: ${messageOf(error)}`,
    );
  }
}

function tell(plan: Plan, comment: string, reporter: Reporter): void {
  reporter.info(comment.replace(/<!--.*?-->\n*/g, '').trim());
  for (const { severity, rule, message, unit } of plan.findings) {
    const text = `${unit ? `${unit}: ` : ''}${message} [${rule}]`;
    if (severity === 'error') {
      reporter.error(text);
    } else {
      reporter.warn(text);
    }
  }
}
