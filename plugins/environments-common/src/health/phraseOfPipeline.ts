import type { PipelineRun } from '../types';

/** What the pipeline does about what is merged, as a sentence for a person. */
export function phraseOfPipeline(pipeline: PipelineRun): string {
  switch (pipeline.status) {
    case 'queued':
      return 'Its deployment is queued.';
    case 'running':
      return 'Its deployment is running.';
    case 'waiting':
      return `Its deployment waits for approval in ${(pipeline.waitingFor ?? [])
        .map(({ environment, reviewers }) =>
          reviewers.length > 0
            ? `${environment}, by ${reviewers.join(' or ')}`
            : environment,
        )
        .join('; ')}.`;
    case 'rejected':
      return `Its deployment was rejected${(pipeline.reviews ?? [])
        .filter(({ state }) => state === 'rejected')
        .map(
          ({ environment, reviewer }) => ` in ${environment}, by ${reviewer}`,
        )
        .slice(0, 1)
        .join('')}.`;
    case 'cancelled':
      return 'The run that should have deployed it was cancelled.';
    case 'failed':
      return 'The run that should have deployed it failed.';
    default:
      return 'The run that should have deployed it is over.';
  }
}
