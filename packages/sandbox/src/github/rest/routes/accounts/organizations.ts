import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import {
  teamView,
  fullOrganizationView,
  fullTeamView,
  membershipView,
} from '../../../views/accountViews';
import { paged } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { createRepository } from './createRepository';
import { visibleRepositories } from './visibleRepositories';

/** `/orgs`: organisations and their teams. */
export function organizationRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { accounts, views } = services;

  router.route('GET', '/orgs/:org', 'anyone', call => ({
    body: fullOrganizationView(views, requireOrganization(call.params.org)),
  }));
  router.route('GET', '/orgs/:org/repos', 'anyone', call =>
    paged(
      call,
      visibleRepositories(
        services,
        requireOrganization(call.params.org).login,
        call.actor,
      ),
      each => views.repository(each.fullName, call.actor?.login),
    ),
  );
  router.route(
    'POST',
    '/orgs/:org/repos',
    'organization-repositories:write',
    call => {
      const organization = requireOrganization(call.params.org);
      return createRepository(services, call, organization.login);
    },
  );
  router.route('GET', '/orgs/:org/members', 'members:read', call =>
    paged(call, requireOrganization(call.params.org).members, member =>
      views.user(member.login),
    ),
  );
  router.route('GET', '/orgs/:org/memberships/:login', 'members:read', call => {
    const organization = requireOrganization(call.params.org);
    const user = accounts.user(call.params.login);
    const member = organization.members.find(
      each => each.login === user?.login,
    );
    if (!member) {
      throw GitHubError.notFound();
    }
    return { body: membershipView(views, organization, member) };
  });
  router.route('GET', '/orgs/:org/teams', 'members:read', call =>
    paged(
      call,
      accounts.teams(requireOrganization(call.params.org).login),
      team => teamView(views, team),
    ),
  );
  router.route('GET', '/orgs/:org/teams/:team', 'members:read', call => ({
    body: fullTeamView(
      views,
      requireTeam(call.params.org, call.params.team),
      requireOrganization(call.params.org),
    ),
  }));
  router.route('GET', '/orgs/:org/teams/:team/members', 'members:read', call =>
    paged(
      call,
      requireTeam(call.params.org, call.params.team).members,
      member => views.user(member),
    ),
  );

  function requireOrganization(name: string) {
    const organization = accounts.organization(name);
    if (!organization) {
      throw GitHubError.notFound();
    }
    return organization;
  }

  function requireTeam(organization: string, slug: string) {
    const team = accounts.team(organization, slug);
    if (!team) {
      throw GitHubError.notFound();
    }
    return team;
  }
}
