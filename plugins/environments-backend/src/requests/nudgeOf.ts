import type { RequestStory } from '@plinth/plugin-environments-common';
import type { Nudge } from '../store';
import type { RequestJudgement } from './judgeRequest';

/** Nobody is mentioned more often. */
export const NUDGE_MS = 86_400_000;

/** Whether those whose turn it is may be mentioned now, and else why not. */
export function nudgeOf(
  { turn }: Pick<RequestJudgement, 'turn'>,
  options: { lastNudge?: Nudge; now: Date },
): RequestStory['nudge'] {
  const { lastNudge, now } = options;
  const last = lastNudge ? { lastAt: lastNudge.at } : {};
  if (!turn || turn.role === 'pipeline') {
    return { allowed: false, reason: 'It is nobody’s turn.', ...last };
  }
  if (turn.role === 'deployReviewers') {
    // GitHub tells teams by names that may be those of strangers.
    return {
      allowed: false,
      reason: 'GitHub itself asks those who may let a deployment go ahead.',
      ...last,
    };
  }
  if (turn.who.length === 0) {
    return {
      allowed: false,
      reason: 'Nobody is named whose turn it is.',
      ...last,
    };
  }
  if (lastNudge && now.getTime() - Date.parse(lastNudge.at) < NUDGE_MS) {
    return {
      allowed: false,
      reason: 'They were mentioned less than a day ago.',
      ...last,
    };
  }
  return { allowed: true, ...last };
}
