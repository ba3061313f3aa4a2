import { DeliveryError } from '../errors';
import type { EnvironmentProtection } from '../github/ProtectionApi';

/**
 * Throws a `DeliveryError` when GitHub lets a job into a reviewed environment without somebody else's word, or does not tell
 * whether it does.
 */
export function requireReviewers(
  stage: string,
  protection: EnvironmentProtection | undefined,
): void {
  const advice = `Set required reviewers of the environment ${stage} in the repository's settings, and prevent self-review; then run this job again.`;
  if (!protection) {
    throw new DeliveryError(
      `Nothing was deployed: it cannot be read whether the environment ${stage} has required reviewers. Give the job permissions: actions: read. ${advice}`,
      'protection',
    );
  }
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
}
