import type { Services } from '../../../Services';
import { pullView } from '../../../views/pullViews';
import { login, numberParam, texts, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/pulls/{number}/requested_reviewers`. */
export function requestedReviewerRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { pulls, pullStore, views } = services;
  const one = '/repos/:owner/:repo/pulls/:number';
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));

  router.route(
    'GET',
    `${one}/requested_reviewers`,
    'pull-requests:read',
    call => {
      const view = pullView(views, find(call));
      return {
        body: { users: view.requested_reviewers, teams: view.requested_teams },
      };
    },
  );
  router.route(
    'POST',
    `${one}/requested_reviewers`,
    'pull-requests:write',
    call => {
      const changed = pulls.reviewRequests.add(
        call.repo,
        find(call).number,
        {
          users: texts(call, 'reviewers'),
          teams: texts(call, 'team_reviewers'),
        },
        login(call),
      );
      return { status: 201, body: pullView(views, changed) };
    },
  );
  router.route(
    'DELETE',
    `${one}/requested_reviewers`,
    'pull-requests:write',
    call => ({
      body: pullView(
        views,
        pulls.reviewRequests.remove(
          call.repo,
          find(call).number,
          {
            users: texts(call, 'reviewers'),
            teams: texts(call, 'team_reviewers'),
          },
          login(call),
        ),
      ),
    }),
  );
}
