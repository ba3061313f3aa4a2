import type { PlanReport } from '@plinth/plugin-environments-common';
import { PLAN_STATUS } from '@plinth/repository/github';
import {
  RUN,
  type CommitStatus,
  type PullRequestApi,
} from './github/PullRequestApi';
import { shorten } from './markdown';

/** Something on GitHub that tried to pass for the pipeline's, and did not: by whom, and why. */
export type Attempt = NonNullable<PlanReport['attempts']>[number];

/** The portal refuses reports with more, or with longer ones. */
const MOST = 20;
const LONGEST = 500;

/** Attempts as a report has them; nothing where there were none. */
export function reportedAttempts(attempts: readonly Attempt[]): {
  attempts?: Attempt[];
} {
  return attempts.length === 0
    ? {}
    : {
        attempts: attempts
          .slice(0, MOST)
          .map(({ kind, text }) => ({ kind, text: shorten(text, LONGEST) })),
      };
}

/** A comment that begins as the one of a plan. Each of a person counts once. */
export function commentAttempts(logins: readonly string[]): Attempt[] {
  return [...new Set(logins)].map(login => ({
    kind: 'planComment',
    text: `A comment by ${login} bears the marker of the plan's; it is not the plan, and the plan has a comment of its own.`,
  }));
}

/**
 * Statuses `plinth/plan` of a head that no run of the workflow that plans has set. Runs of a branch set statuses as the same bot, so
 * what counts is of which workflow the run is to which they link.
 */
export async function planStatusAttempts(
  github: Pick<PullRequestApi, 'statuses' | 'workflowOf'>,
  head: string,
): Promise<Attempt[]> {
  const found = (await github.statuses(head)).filter(
    ({ context }) => context === PLAN_STATUS,
  );
  const texts = new Set<string>();
  // The newest first, of whom there may be as many as somebody likes.
  for (const status of found.slice(0, MOST)) {
    const why = await whyNot(status, github);
    if (why) {
      texts.add(
        `${head.slice(0, 12)} bears a status ${PLAN_STATUS} by ${status.creator ?? 'an account that is gone'} (${status.state}), which does not count: ${why}. What counts is the plan that the portal has recorded.`,
      );
    }
  }
  return [...texts].map(text => ({ kind: 'planStatus', text }));
}

async function whyNot(
  { creator, url }: CommitStatus,
  github: Pick<PullRequestApi, 'workflowOf'>,
): Promise<string | undefined> {
  if (creator !== RUN) {
    return 'no run set it';
  }
  const origin = url ? await github.workflowOf(url) : undefined;
  // Only the protected branch's own file runs on this event.
  return origin?.event === 'workflow_run' &&
    origin.path === '.github/workflows/plan.yml'
    ? undefined
    : 'it links to no run of the workflow that plans, so another workflow or branch set it';
}
