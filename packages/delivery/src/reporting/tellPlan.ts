import type { PullRequest, PullRequestApi } from '../github/PullRequestApi';
import type { Plan } from '../plan/model';
import { PLAN_MARKER, renderPlanComment } from '../plan/planComment';
import { planReport } from '../plan/planReport';
import { planStatus, unrecordedStatus } from '../plan/planStatus';
import {
  commentAttempts,
  planStatusAttempts,
  reportedAttempts,
} from '../attempts';
import type { PortalReports } from './PortalReports';
import type { Reporter } from './Reporter';

/** Where a plan is told besides the log, when a workflow made it. */
export interface PlanAudience {
  readonly github: PullRequestApi;
  /** Absent for the commits of a merge queue. */
  readonly pull?: PullRequest;
  readonly portal: PortalReports;
  readonly runUrl: string;
}

/**
 * Tells a plan: in the comment of its pull request, to the portal, in the status of its head, and in the log. Resolves to whether
 * everybody knows it now who must: a plan that the portal has not recorded cannot be approved, and so it does not pass.
 */
export async function tellPlan(
  plan: Plan,
  reporter: Reporter,
  audience: PlanAudience | undefined,
): Promise<boolean> {
  const comment = renderPlanComment(plan, { runUrl: audience?.runUrl });
  const isKnown = !audience || (await publish(plan, comment, audience));
  if (audience) {
    reporter.summary(comment);
  }
  log(plan, comment, reporter);
  return isKnown;
}

async function publish(
  plan: Plan,
  comment: string,
  { github, pull, portal }: PlanAudience,
): Promise<boolean> {
  if (pull) {
    // The branch may have moved on while this plan was made; it must not pass for the one of the new head.
    const { headSha } = await github.get(pull.number);
    if (headSha !== plan.headCommit) {
      return true;
    }
  }
  const isKnown =
    !pull || (await report(plan, comment, { github, pull, portal }));
  // Last: what the status lets be merged must be approvable.
  await github.setStatus(
    plan.headCommit,
    isKnown ? planStatus(plan) : unrecordedStatus(),
  );
  return isKnown;
}

async function report(
  plan: Plan,
  comment: string,
  { github, pull, portal }: Required<Omit<PlanAudience, 'runUrl'>>,
): Promise<boolean> {
  const { url, pretenders } = await github.upsertComment(
    pull.number,
    PLAN_MARKER,
    comment,
  );
  return portal.plan(
    planReport(plan, {
      pullRequest: pull.number,
      commentUrl: url,
      ...reportedAttempts([
        ...commentAttempts(pretenders),
        ...(await planStatusAttempts(github, plan.headCommit)),
      ]),
    }),
  );
}

function log(plan: Plan, comment: string, reporter: Reporter): void {
  reporter.info(comment.replace(/<!--.*?-->\n*/g, '').trim());
  for (const { severity, rule, message, unit } of plan.findings) {
    const text = `${unit ? `${unit}: ` : ''}${message} [${rule}]`;
    if (severity === 'error') {
      reporter.error(text);
    } else {
      reporter.warn(text);
    }
  }
  reporter.result(plan);
}
