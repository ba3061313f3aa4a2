import type { Collection } from '../../documents';
import type { ActionsStore, WorkflowJob, WorkflowRun } from '../../github';
import type { Machine } from '../job/JobAssignment';
import type { KeptOutputs } from './RunFacilities';

const STOPPED = 'The runner was stopped while this job ran';

/** Ends a job that ran when the runner was killed. */
export function giveUpJob(machine: Machine, job: WorkflowJob): void {
  const { actions } = machine.host;
  const now = machine.clock.now().toISOString();
  actions.appendLog(job.id, `${now} ##[error]${STOPPED}\n`);
  actions.updateJob(job.id, {
    status: 'completed',
    conclusion: 'failure',
    annotations: [...job.annotations, { level: 'failure', message: STOPPED }],
    steps: job.steps.map(step =>
      step.status === 'completed'
        ? step
        : {
            ...step,
            status: 'completed',
            conclusion: step.status === 'in_progress' ? 'failure' : 'skipped',
          },
    ),
  });
}

/** Takes the jobs that succeeded in the attempt before, with their outputs, into the present one. */
export function carryOverJobs(
  actions: ActionsStore,
  outputs: Collection<KeptOutputs>,
  run: WorkflowRun,
): void {
  const present = new Set(actions.jobs(run.id).map(job => job.key));
  const succeeded = actions
    .jobs(run.id, run.runAttempt - 1)
    .filter(job => job.conclusion === 'success' && !present.has(job.key));
  for (const job of succeeded) {
    const copy = actions.createJob(run.id, {
      key: job.key,
      name: job.name,
      ...(job.environment && { environment: job.environment }),
    });
    outputs.put(
      String(copy.id),
      outputs.get(String(job.id)) ?? { outputs: {} },
    );
    actions.updateJob(copy.id, {
      status: 'completed',
      conclusion: 'success',
      steps: job.steps,
      ...(job.startedAt && { startedAt: job.startedAt }),
      ...(job.completedAt && { completedAt: job.completedAt }),
    });
  }
}
