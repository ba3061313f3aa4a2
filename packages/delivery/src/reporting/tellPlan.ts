import type { PullRequest, PullRequestApi } from '../github/PullRequestApi';
import { planReport, type Plan } from '../plan/model';
import { PLAN_MARKER, renderPlanComment } from '../plan/planComment';
import { planStatus } from '../plan/planStatus';
import type { PortalReports } from './PortalReports';
import type { Reporter } from './Reporter';

/** Where a plan is told besides the log, when it was made for a pull request. */
export interface PlanAudience {
  readonly github: PullRequestApi;
  readonly pull: PullRequest;
  readonly portal: PortalReports;
  readonly runUrl: string;
}

/** Tells a plan: in the comment and the status of its pull request, to the portal, and in the log. */
export async function tellPlan(
  plan: Plan,
  reporter: Reporter,
  audience: PlanAudience | undefined,
): Promise<void> {
  const comment = renderPlanComment(plan, { runUrl: audience?.runUrl });
  if (audience) {
    const { github, pull, portal } = audience;
    const { url } = await github.upsertComment(
      pull.number,
      PLAN_MARKER,
      comment,
    );
    await github.setStatus(plan.headCommit, planStatus(plan));
    reporter.summary(comment);
    await portal.plan(
      planReport(plan, { pullRequest: pull.number, commentUrl: url }),
    );
  }
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
