import { NotAllowedError } from '@backstage/errors';
import type { VerifiedRun } from './RunTokenVerifier';

/** A workflow whose jobs are believed, as the protected branch has it. */
export interface TrustedJob {
  /** Where it lies in every infrastructure repository. */
  readonly workflow: string;
  /** What may start it. */
  readonly events: readonly string[];
}

/** The job that plans: its code is the protected branch's, whatever the pull request is. */
export const PLAN_JOB: TrustedJob = {
  workflow: '.github/workflows/plan.yml',
  events: ['workflow_run'],
};

/** The job that deploys. */
export const DEPLOY_JOB: TrustedJob = {
  workflow: '.github/workflows/deploy.yml',
  events: ['push', 'workflow_dispatch'],
};

/**
 * Throws a `NotAllowedError` unless a run is what the protected branch says of its own workflow: nothing else proves that
 * it was the pipeline.
 *
 * @param action - for the message: what it wanted, such as `report a plan`
 */
export function requireJob(
  run: VerifiedRun,
  { workflow, events }: TrustedJob,
  action: string,
): void {
  const { owner, repo, branch } = run.repository;
  const ref = `refs/heads/${branch}`;
  const file = `${owner}/${repo}/${workflow}@${ref}`;
  if (run.ref !== ref) {
    throw new NotAllowedError(
      `Only runs of ${ref} may ${action}; this one is of ${run.ref || 'no ref'}`,
    );
  }
  if (run.workflow.toLowerCase() !== file.toLowerCase()) {
    throw new NotAllowedError(
      `Only jobs of ${file} may ${action}; this one is of ${run.workflow}`,
    );
  }
  if (!events.includes(run.event)) {
    throw new NotAllowedError(
      `Only runs on ${events.join(' or ')} may ${action}; this one is on ${run.event}`,
    );
  }
}
