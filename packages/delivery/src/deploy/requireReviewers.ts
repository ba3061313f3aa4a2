import { DeliveryError } from '../errors';
import type { EnvironmentProtection } from '../github/ProtectionApi';

/**
 * Throws a `DeliveryError` when GitHub lets a job into a reviewed environment without somebody else's word. Whether it could be
 * read at all is the answer: what a run may not read, nobody assumes.
 */
export function requireReviewers(
  stage: string,
  protection: EnvironmentProtection | undefined,
): 'reviewed' | 'unreadable' {
  if (!protection) {
    return 'unreadable';
  }
  const advice = `Set required reviewers of the environment ${stage} in the repository's settings, and prevent self-review; then run this job again.`;
  if (protection.reviewers === 0) {
    throw new DeliveryError(
      `Nothing was deployed: the environment ${stage} has no required reviewers, so nobody let this job go on. ${advice}`,
      'protection',
    );
  }
  if (protection.allowsSelfReview) {
    throw new DeliveryError(
      `Nothing was deployed: the environment ${stage} lets whoever started a run review it. ${advice}`,
      'protection',
    );
  }
  return 'reviewed';
}
