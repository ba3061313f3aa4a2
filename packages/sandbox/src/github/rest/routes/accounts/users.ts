import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import {
  fullOrganizationView,
  membershipView,
  organizationView,
  privateUserView,
  publicUserView,
} from '../../../views/accountViews';
import { login, paged } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { createRepository } from './createRepository';
import { visibleRepositories } from './visibleRepositories';

/** `/user` and `/users`. */
export function userRoutes(router: RestRouter, services: Services): void {
  const { accounts, views, repositories } = services;

  router.route('GET', '/user', 'user', call => {
    const user = accounts.user(login(call));
    if (!user) {
      throw GitHubError.notFound();
    }
    return { body: privateUserView(views, user) };
  });
  router.route('GET', '/user/emails', 'user', call => ({
    body: [
      {
        email: accounts.user(login(call))?.email,
        primary: true,
        verified: true,
        visibility: 'public',
      },
    ],
  }));
  router.route('GET', '/user/orgs', 'user', call =>
    paged(call, organizationsOf(login(call)), ({ organization }) =>
      organizationView(views, organization),
    ),
  );
  router.route('GET', '/user/memberships/orgs', 'user', call =>
    paged(call, organizationsOf(login(call)), ({ organization, member }) =>
      membershipView(views, organization, member),
    ),
  );
  router.route('GET', '/user/repos', 'user', call =>
    paged(
      call,
      repositories
        .list()
        .filter(each => accounts.role(each.fullName, login(call))),
      each => views.repository(each.fullName, login(call)),
    ),
  );
  router.route('POST', '/user/repos', 'user', async call =>
    createRepository(services, call, login(call)),
  );
  router.route('GET', '/users/:login', 'anyone', call => {
    const user = accounts.user(call.params.login);
    const organization = accounts.organization(call.params.login);
    if (user) {
      return { body: publicUserView(views, user) };
    }
    if (organization) {
      return { body: fullOrganizationView(views, organization) };
    }
    throw GitHubError.notFound();
  });
  router.route('GET', '/users/:login/repos', 'anyone', call =>
    paged(
      call,
      visibleRepositories(services, call.params.login, call.actor),
      each => views.repository(each.fullName, call.actor?.login),
    ),
  );

  function organizationsOf(who: string) {
    return accounts
      .organizations()
      .flatMap(organization =>
        organization.members
          .filter(({ login: member }) => member === who)
          .map(member => ({ organization, member })),
      );
  }
}
