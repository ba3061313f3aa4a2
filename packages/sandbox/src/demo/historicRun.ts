import type { GitHubSandbox } from '../github';
import type { ActionsConclusion, WorkflowRun } from '../github/actionsModel';
import type { WorkflowTrigger } from '../github/events';

/**
 * Records a run of a workflow that is over: its one job, the job's check on the head commit, and a log that says it
 * is history.
 */
export function recordRun(options: {
  github: GitHubSandbox;
  trigger: WorkflowTrigger;
  workflow: 'synth' | 'plan' | 'deploy';
  title: string;
  conclusion: ActionsConclusion;
  log: string;
  /** Called while the run is in progress: what it did. */
  during?: (run: WorkflowRun) => Promise<void>;
}): Promise<WorkflowRun> {
  const { github, trigger, workflow, title, conclusion, log } = options;
  const { actions } = github;
  const run = actions.createRun({
    trigger,
    path: `.github/workflows/${workflow}.yml`,
    name: workflow,
    displayTitle: title,
  });
  const job = actions.createJob(run.id, { key: workflow, name: workflow });
  actions.updateRun(run.id, { status: 'in_progress' });
  actions.updateJob(job.id, { status: 'in_progress' });
  const finish = () => {
    actions.appendLog(job.id, `${log}\n`);
    actions.updateJob(job.id, { status: 'completed', conclusion });
    return actions.updateRun(run.id, { status: 'completed', conclusion });
  };
  return options.during
    ? options.during(run).then(finish)
    : Promise.resolve(finish());
}
