import type { Organization, Team, User } from '../model';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** The short form of a user or organisation, as it stands in other things. */
export function userView(views: Views, login: string): Json {
  const user = views.accounts.user(login);
  const organization = user ? undefined : views.accounts.organization(login);
  const { site, api } = views.urls;
  const path = encodeURIComponent(login);
  const url = `${api}/users/${path}`;
  return {
    login: user?.login ?? organization?.login ?? login,
    id: user?.id ?? organization?.id ?? 0,
    node_id: nodeId('U', user?.id ?? organization?.id ?? 0),
    avatar_url: `${site}/avatars/${path}`,
    gravatar_id: '',
    url,
    html_url: `${site}/${path}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: user?.type ?? (organization ? 'Organization' : 'User'),
    site_admin: user?.siteAdmin ?? false,
  };
}

/** A user as everybody sees them. */
export function publicUserView(views: Views, user: User): Json {
  return {
    ...userView(views, user.login),
    name: user.name,
    company: null,
    blog: '',
    location: null,
    email: user.email,
    hireable: null,
    bio: user.bio ?? null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}

/** A user as they see themselves. */
export function privateUserView(views: Views, user: User): Json {
  return {
    ...publicUserView(views, user),
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
  };
}

/** An organisation, as it stands in lists and payloads. */
export function organizationView(
  views: Views,
  organization: Organization,
): Json {
  const { site, api } = views.urls;
  const path = encodeURIComponent(organization.login);
  const url = `${api}/orgs/${path}`;
  return {
    login: organization.login,
    id: organization.id,
    node_id: nodeId('O', organization.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${site}/avatars/${path}`,
    description: organization.description,
  };
}

/** An organisation, asked for alone. */
export function fullOrganizationView(
  views: Views,
  organization: Organization,
): Json {
  const repositories = views.store.repositories
    .values()
    .filter(each => each.owner === organization.login);
  return {
    ...organizationView(views, organization),
    name: organization.name,
    html_url: `${views.urls.site}/${encodeURIComponent(organization.login)}`,
    type: 'Organization',
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: repositories.filter(each => !each.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    archived_at: null,
  };
}

/** That somebody belongs to an organisation. */
export function membershipView(
  views: Views,
  organization: Organization,
  member: Organization['members'][number],
): Json {
  const { api } = views.urls;
  const { login } = organization;
  return {
    url: `${api}/orgs/${login}/memberships/${member.login}`,
    state: 'active',
    role: member.role,
    direct_membership: true,
    enterprise_teams_providing_indirect_membership: [],
    organization_url: `${api}/orgs/${login}`,
    organization: organizationView(views, organization),
    user: views.user(member.login),
  };
}

/** A team, as it stands in lists and payloads. */
export function teamView(views: Views, team: Team): Json {
  const { site, api } = views.urls;
  const url = `${api}/orgs/${team.organization}/teams/${team.slug}`;
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    slug: team.slug,
    name: team.name,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'push',
    url,
    html_url: `${site}/orgs/${team.organization}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    parent: null,
  };
}

/** A team, asked for alone. */
export function fullTeamView(
  views: Views,
  team: Team,
  organization: Organization,
): Json {
  return {
    ...teamView(views, team),
    members_count: team.members.length,
    repos_count: 0,
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    organization: fullOrganizationView(views, organization),
  };
}
