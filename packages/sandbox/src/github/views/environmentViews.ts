import type {
  DeploymentEnvironment,
  PendingDeployment,
  WorkflowRun,
} from '../actionsModel';
import { teamView } from './accountViews';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A deployment environment in the short form of reviews. */
export function environmentReference(
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
    html_url: views.urls.repo(
      environment.repo,
      `/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
    ),
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
  };
}

/** A deployment environment with what protects it. */
export function environmentView(
  views: Views,
  environment: DeploymentEnvironment,
): Json {
  const rule = (type: string) => ({
    id: environment.id,
    node_id: nodeId('GA', `${environment.id}:${type}`),
    type,
  });
  return {
    ...environmentReference(views, environment),
    protection_rules: [
      ...(environment.reviewers.length > 0
        ? [
            {
              ...rule('required_reviewers'),
              prevent_self_review: environment.preventSelfReview,
              reviewers: reviewerViews(views, environment),
            },
          ]
        : []),
      ...(environment.branchesOnly ? [rule('branch_policy')] : []),
    ],
    deployment_branch_policy: environment.branchesOnly
      ? { protected_branches: false, custom_branch_policies: true }
      : null,
  };
}

/** A branch that may deploy to an environment. */
export function branchPolicyView(
  environment: DeploymentEnvironment,
  name: string,
): Json {
  return {
    id: environment.id,
    node_id: nodeId('DBP', `${environment.id}:${name}`),
    name,
    type: 'branch',
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
      ? { type: 'Team', reviewer: teamView(views, team) }
      : { type: 'User', reviewer: views.user(name) };
  });
}

/** The deployment that a reviewed use of an environment became. */
export function deploymentView(
  views: Views,
  run: WorkflowRun,
  pending: PendingDeployment,
): Json {
  const url = views.urls.repoApi(run.repo, `/deployments/${pending.id}`);
  return {
    url,
    id: pending.id,
    node_id: nodeId('DE', pending.id),
    sha: run.headSha,
    ref: run.headBranch,
    task: 'deploy',
    payload: {},
    original_environment: pending.environment,
    environment: pending.environment,
    description: null,
    creator: views.user(run.triggeringActor),
    created_at: pending.since,
    updated_at: pending.reviewedAt ?? pending.since,
    statuses_url: `${url}/statuses`,
    repository_url: views.urls.repoApi(run.repo),
    transient_environment: false,
    production_environment: pending.environment === 'production',
  };
}
