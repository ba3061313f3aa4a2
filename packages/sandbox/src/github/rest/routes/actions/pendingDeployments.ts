import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import {
  deploymentView,
  environmentReference,
  reviewerViews,
} from '../../../views/environmentViews';
import { login, numberParam, optionalText, text, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** Reviews of a run's use of an environment. */
export function pendingDeploymentRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { actions, views } = services;
  const base = '/repos/:owner/:repo/actions';
  const find = (call: Call) =>
    actions.requireRun(numberParam(call, 'run'), call.repo);

  router.route('GET', `${base}/runs/:run/approvals`, 'actions:read', call => ({
    body: actions.environmentStore
      .all(find(call).id)
      .filter(each => each.reviewer !== undefined)
      .map(each => ({
        state: each.state,
        comment: each.comment ?? '',
        user: views.user(each.reviewer ?? ''),
        environments: [
          environmentReference(
            views,
            actions.environment(call.repo, each.environment),
          ),
        ],
      })),
  }));
  router.route(
    'GET',
    `${base}/runs/:run/pending_deployments`,
    'actions:read',
    call => {
      const run = find(call);
      const waiting = actions
        .pendingDeployments(run.id)
        .filter(({ state }) => state === 'waiting');
      return {
        body: waiting.map(each => {
          const environment = actions.environment(call.repo, each.environment);
          const { id, node_id, name, url, html_url } = environmentReference(
            views,
            environment,
          );
          return {
            environment: { id, node_id, name, url, html_url },
            wait_timer: 0,
            wait_timer_started_at: each.since,
            current_user_can_approve:
              call.actor !== undefined &&
              actions.environmentStore.mayReview(
                run,
                each.environment,
                call.actor.login,
              ),
            reviewers: reviewerViews(views, environment),
          };
        }),
      };
    },
  );
  router.route(
    'POST',
    `${base}/runs/:run/pending_deployments`,
    'deployments:write',
    call => {
      const run = find(call);
      const state = text(call, 'state');
      const ids = call.body.environment_ids;
      if (state !== 'approved' && state !== 'rejected') {
        throw GitHubError.invalid(
          'Deployment',
          'state',
          'must be approved or rejected',
        );
      }
      if (!Array.isArray(ids)) {
        throw GitHubError.missing('Deployment', 'environment_ids');
      }
      const environments = actions.environmentStore
        .list(call.repo)
        .filter(each => ids.includes(each.id));
      if (environments.length !== ids.length) {
        throw GitHubError.invalid(
          'Deployment',
          'environment_ids',
          'names an environment that is not there',
        );
      }
      const reviewed = actions.reviewDeployment(run.id, {
        environments: environments.map(each => each.name),
        state,
        reviewer: login(call),
        comment: optionalText(call, 'comment') ?? '',
      });
      return {
        body: reviewed.map(each => deploymentView(views, run, each)),
      };
    },
  );
}
