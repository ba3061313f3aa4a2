import type {
  DeploymentEnvironment,
  Workflow,
  WorkflowJob,
  WorkflowRun,
} from '../actions/model';
import { pullReferences } from './checkViews';
import { nodeId, type Json, type Views } from './Views';

export function workflowView(
  views: Views,
  repo: string,
  workflow: Workflow,
): Json {
  const branch = views.store.repositories.get(repo.toLowerCase());
  return {
    id: workflow.id,
    node_id: nodeId('W', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: branch?.createdAt,
    updated_at: branch?.updatedAt,
    url: views.urls.repoApi(repo, `/actions/workflows/${workflow.id}`),
    html_url: views.urls.repo(
      repo,
      `/blob/${branch?.defaultBranch}/${workflow.path}`,
    ),
    badge_url: views.urls.repo(repo, `/${workflow.path}/badge.svg`),
  };
}

export function runView(views: Views, run: WorkflowRun): Json {
  const api = views.urls.repoApi(run.repo, `/actions/runs/${run.id}`);
  return {
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
    conclusion: run.conclusion,
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
    workflow_url: views.urls.repoApi(
      run.repo,
      `/actions/workflows/${run.workflowId}`,
    ),
    repository: views.repository(run.repo),
    head_repository: views.repository(run.repo),
  };
}

export function jobView(
  views: Views,
  run: WorkflowRun,
  job: WorkflowJob,
): Json {
  const api = views.urls.repoApi(job.repo, `/actions/jobs/${job.id}`);
  return {
    id: job.id,
    run_id: job.runId,
    run_url: views.urls.repoApi(job.repo, `/actions/runs/${job.runId}`),
    run_attempt: job.runAttempt,
    node_id: nodeId('JOB', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.name,
    url: api,
    html_url: views.urls.repo(
      job.repo,
      `/actions/runs/${job.runId}#job-${job.id}`,
    ),
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt ?? job.createdAt,
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
    runner_id: 1,
    runner_name: 'sandbox',
    runner_group_id: 1,
    runner_group_name: 'Default',
  };
}

export function environmentView(
  views: Views,
  environment: DeploymentEnvironment,
): Json {
  return {
    id: environment.id,
    node_id: nodeId('EN', environment.id),
    name: environment.name,
    url: views.urls.repoApi(
      environment.repo,
      `/environments/${encodeURIComponent(environment.name)}`,
    ),
    html_url: views.urls.repo(environment.repo, '/actions'),
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    protection_rules:
      environment.reviewers.length > 0
        ? [
            {
              id: environment.id,
              type: 'required_reviewers',
              prevent_self_review: environment.preventSelfReview,
              reviewers: reviewerViews(views, environment),
            },
          ]
        : [],
    deployment_branch_policy:
      environment.branches.length > 0
        ? { protected_branches: false, custom_branch_policies: true }
        : null,
  };
}

/** The reviewers of an environment, as users and teams. */
export function reviewerViews(
  views: Views,
  environment: DeploymentEnvironment,
): Json[] {
  return environment.reviewers.map(name => {
    const [organization, slug] = name.split('/');
    const team =
      slug === undefined ? undefined : views.accounts.team(organization, slug);
    return team
      ? { type: 'Team', reviewer: views.team(team) }
      : { type: 'User', reviewer: views.user(name) };
  });
}
