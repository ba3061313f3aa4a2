import type { Workflow, WorkflowJob, WorkflowRun } from '../actionsModel';
import { headCommitView } from './commitViews';
import { pullReferences } from './pullReferences';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A workflow file of the default branch. */
export function workflowView(
  views: Views,
  repo: string,
  workflow: Workflow,
): Json {
  const repository = views.store.repositories.get(repo.toLowerCase());
  return {
    id: workflow.id,
    node_id: nodeId('W', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: repository?.createdAt,
    updated_at: repository?.updatedAt,
    url: views.urls.repoApi(repo, `/actions/workflows/${workflow.id}`),
    html_url: views.urls.repo(
      repo,
      `/blob/${repository?.defaultBranch}/${workflow.path}`,
    ),
    badge_url: views.urls.repo(
      repo,
      `/workflows/${encodeURIComponent(workflow.name)}/badge.svg`,
    ),
  };
}

/** A run, as it is when this is called. */
export async function runView(views: Views, run: WorkflowRun): Promise<Json> {
  const api = views.urls.repoApi(run.repo, `/actions/runs/${run.id}`);
  const shown = {
    id: run.id,
    name: run.name,
    node_id: nodeId('WFR', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.displayTitle,
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    event: run.event,
    status: run.status,
    // What GitHub cannot even begin has failed, as far as its API tells.
    conclusion:
      run.conclusion === 'startup_failure' ? 'failure' : run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.checkSuiteId,
    check_suite_node_id: nodeId('CS', run.checkSuiteId),
    url: api,
    html_url: views.urls.repo(run.repo, `/actions/runs/${run.id}`),
    pull_requests: pullReferences(views, run.repo, run.headSha),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.runStartedAt,
    actor: views.user(run.actor),
    triggering_actor: views.user(run.triggeringActor),
    jobs_url: `${api}/jobs`,
    logs_url: `${api}/logs`,
    check_suite_url: views.urls.repoApi(
      run.repo,
      `/check-suites/${run.checkSuiteId}`,
    ),
    artifacts_url: `${api}/artifacts`,
    cancel_url: `${api}/cancel`,
    rerun_url: `${api}/rerun`,
    previous_attempt_url:
      run.runAttempt > 1 ? `${api}/attempts/${run.runAttempt - 1}` : null,
    workflow_url: views.urls.repoApi(
      run.repo,
      `/actions/workflows/${run.workflowId}`,
    ),
    referenced_workflows: [],
    repository: views.minimalRepository(run.repo),
    head_repository: views.minimalRepository(run.repo),
  };
  return {
    ...shown,
    head_commit: await headCommitView(views, run.repo, run.headSha),
  };
}

/** What is special to a `workflow_run` event, with the run as it is when this is called. */
export async function runEventView(
  views: Views,
  run: WorkflowRun,
  action: string,
): Promise<Json> {
  const workflow = workflowView(views, run.repo, {
    id: run.workflowId,
    name: run.name,
    path: run.path,
  });
  return { action, workflow, workflow_run: await runView(views, run) };
}

/** A job of a run. */
export function jobView(
  views: Views,
  run: WorkflowRun,
  job: WorkflowJob,
): Json {
  const started = job.startedAt !== undefined;
  return {
    id: job.id,
    run_id: job.runId,
    run_url: views.urls.repoApi(job.repo, `/actions/runs/${job.runId}`),
    run_attempt: job.runAttempt,
    node_id: nodeId('JOB', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.name,
    url: views.urls.repoApi(job.repo, `/actions/jobs/${job.id}`),
    html_url: views.urls.repo(
      job.repo,
      `/actions/runs/${job.runId}/job/${job.id}`,
    ),
    status: job.status === 'pending' ? 'queued' : job.status,
    conclusion:
      job.conclusion === 'startup_failure' ? 'failure' : job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt ?? job.completedAt ?? job.createdAt,
    completed_at: job.completedAt ?? null,
    name: job.name,
    steps: job.steps.map(step => ({
      name: step.name,
      number: step.number,
      status: step.status,
      conclusion: step.conclusion,
      started_at: step.startedAt ?? null,
      completed_at: step.completedAt ?? null,
    })),
    check_run_url: views.urls.repoApi(
      job.repo,
      `/check-runs/${job.checkRunId}`,
    ),
    labels: ['self-hosted'],
    runner_id: started ? 1 : null,
    runner_name: started ? 'sandbox' : null,
    runner_group_id: started ? 1 : null,
    runner_group_name: started ? 'Default' : null,
  };
}
