import type {
  DeploymentFailure,
  DeploymentSummary,
  PipelineRun,
} from '../types';

const REMEDIES: Record<DeploymentFailure['status'], string> = {
  failed:
    'Look at the run, mend the cause, and run it again; or correct it with another pull request.',
  rolledBack:
    'The stack was put back as it was. Its timeline shows what failed first: correct that with another pull request, or ask for a roll-back.',
  cancelled: 'Run it again; a later run deploys it, too.',
  rejected:
    'Ask the reviewer what has to change, and open another pull request; or run it again, which asks for a review again.',
};

const ENDINGS: Record<DeploymentFailure['status'], string> = {
  failed: 'failed',
  rolledBack: 'failed and was rolled back',
  cancelled: 'was cancelled',
  rejected: 'was rejected',
};

/** How a deployment that did not succeed ended, after its name in a sentence. */
export function endingOf(status: DeploymentFailure['status']): string {
  return ENDINGS[status];
}

/** Whether a run is over without what is merged, which it should have deployed. */
export function isRunLost(
  status: PipelineRun['status'] | undefined,
): status is Extract<
  PipelineRun['status'],
  'failed' | 'cancelled' | 'rejected'
> {
  return status === 'failed' || status === 'cancelled' || status === 'rejected';
}

/** What to do about a deployment that did not succeed. */
export function remedyOf(status: DeploymentFailure['status']): string {
  return REMEDIES[status];
}

/**
 * The last deployment of a unit, where it did not succeed: what the pipeline reported of it, else the run that should have deployed what
 * is merged. Undefined where it succeeded, or goes on.
 */
export function lastFailureOf(
  deployment: DeploymentSummary | undefined,
  pipeline: PipelineRun | undefined,
): DeploymentFailure | undefined {
  if (pipeline && pipeline.run.id !== deployment?.run?.id) {
    const { status, since, commit, run } = pipeline;
    return isRunLost(status)
      ? { status, at: since, commit, run, remedy: remedyOf(status) }
      : undefined;
  }
  const { outcome, commit, run, reason } = deployment ?? {};
  return deployment &&
    commit &&
    run &&
    (outcome === 'failed' || outcome === 'rolledBack')
    ? {
        status: outcome,
        at: deployment.finishedAt ?? deployment.startedAt,
        commit,
        run,
        ...(reason ? { reason } : {}),
        remedy: remedyOf(outcome),
      }
    : undefined;
}
