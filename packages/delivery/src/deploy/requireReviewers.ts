import { DeliveryError } from '../errors';
import type { EnvironmentProtection } from '../github/ProtectionApi';

/**
 * Throws a `DeliveryError` when GitHub lets a job into a reviewed environment without somebody else's word, or one of another
 * branch, or does not tell whether it does.
 */
export function requireReviewers(
  stage: string,
  branch: string,
  protection: EnvironmentProtection | undefined,
): void {
  const advice = `Set required reviewers of the environment ${stage} in the repository's settings, prevent self-review and let in ${branch} alone; then run this job again.`;
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
  const { branches } = protection;
  if (
    branches !== 'protected' &&
    !(branches?.length && branches.every(each => each === branch))
  ) {
    throw new DeliveryError(
      `Nothing was deployed: the environment ${stage} lets in jobs of ${branches ? branches.join(', ') || 'no branch' : 'every branch'}. ${advice}`,
      'protection',
    );
  }
}
