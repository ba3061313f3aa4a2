import type { VerifiedRun } from './RunTokenVerifier';

/** Links are made here: what a report says of them may lead anywhere. */
export function runUrl({
  repository,
  runId,
}: Pick<VerifiedRun, 'repository' | 'runId'>): string {
  return `${repository.url}/actions/runs/${runId}`;
}
