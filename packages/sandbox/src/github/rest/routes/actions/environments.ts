import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { environmentView } from '../../../views/environmentViews';
import { isObject, optionalFlag, paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/environments`: deployment environments. */
export function environmentRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { actions, views, accounts } = services;
  const base = '/repos/:owner/:repo/environments';

  router.route('GET', base, 'actions:read', call =>
    paged(
      call,
      actions.environmentStore.list(call.repo),
      each => environmentView(views, each),
      (environments, total_count) => ({ total_count, environments }),
    ),
  );
  router.route('GET', `${base}/:name`, 'actions:read', call => {
    const environment = actions.environmentStore.get(
      call.repo,
      call.params.name,
    );
    if (!environment) {
      throw GitHubError.notFound();
    }
    return { body: environmentView(views, environment) };
  });
  router.route('PUT', `${base}/:name`, 'administration:write', call => ({
    body: environmentView(
      views,
      actions.setEnvironment(call.repo, call.params.name, {
        reviewers: reviewers(call),
        preventSelfReview: optionalFlag(call, 'prevent_self_review') ?? false,
      }),
    ),
  }));
  router.route('DELETE', `${base}/:name`, 'administration:write', call => {
    actions.environmentStore.remove(call.repo, call.params.name);
    return { status: 204 };
  });

  function reviewers(call: Call): string[] {
    const list = call.body.reviewers ?? [];
    if (!Array.isArray(list)) {
      throw GitHubError.invalid('Environment', 'reviewers', 'must be a list');
    }
    return list.map(each => {
      const id = isObject(each) ? each.id : undefined;
      const team = accounts
        .teams(call.params.owner)
        .find(candidate => candidate.id === id);
      const user = accounts.users().find(candidate => candidate.id === id);
      const name = team ? `${team.organization}/${team.slug}` : user?.login;
      if (name === undefined) {
        throw GitHubError.invalid(
          'Environment',
          'reviewers',
          `has nobody with id ${id}`,
        );
      }
      return name;
    });
  }
}
