import type { DeploymentReview } from '@plinth/plugin-environments-common';
import type { StoredRun } from '../store';

/** What ended a run in an environment: the last that was said of it there, if that was no. */
export function rejectionOf(
  { reviews = [] }: Pick<StoredRun, 'reviews'>,
  environment: string | undefined,
): DeploymentReview | undefined {
  const last = reviews.findLast(each => each.environment === environment);
  return last?.state === 'rejected' ? last : undefined;
}
