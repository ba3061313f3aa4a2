import {
  environmentFaults,
  type EnvironmentProtection,
} from '@plinth/repository/github';
import { DeliveryError } from '../errors';

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
  const [fault] = environmentFaults(stage, branch, protection);
  if (fault) {
    throw new DeliveryError(
      `Nothing was deployed: ${fault}. ${advice}`,
      'protection',
    );
  }
}
