import { requireOrganizationAccess } from '../accounts/access';
import type { Actor } from '../accounts/Tokens';
import { GitHubError } from '../GitHubError';
import type { Organization, Team } from '../model';
import type { Services } from '../Services';
import { nodeId } from '../views/nodeId';

/** Which part of a list is asked for. */
export interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** One page of a list; a cursor is how many came before it. */
function page<T, R>(
  items: readonly T[],
  { first, after }: Page,
  of: (item: T) => R,
) {
  const from = after ? Number(after) : 0;
  const to = from + (first ?? 100);
  return {
    totalCount: items.length,
    pageInfo: {
      hasNextPage: to < items.length,
      endCursor: `${Math.min(to, items.length)}`,
    },
    nodes: items.slice(from, to).map(of),
  };
}

/**
 * An organisation with its people and teams, for those who may know its members.
 *
 * @throws GitHubError 404 as GitHub words it, when there is none
 */
export function organizationField(
  services: Services,
  actor: Actor,
  login: string,
) {
  const organization = services.accounts.organization(login);
  if (!organization) {
    throw new GitHubError(
      404,
      `Could not resolve to an Organization with the login of '${login}'.`,
    );
  }
  const allowed = () =>
    requireOrganizationAccess(
      services.accounts,
      actor,
      organization.login,
      'members:read',
    );
  return {
    id: nodeId('O', organization.id),
    login: organization.login,
    name: organization.name,
    membersWithRole: (asked: Page) => {
      allowed();
      return page(organization.members, asked, member =>
        personField(services, member.login),
      );
    },
    teams: (asked: Page) => {
      allowed();
      return page(services.accounts.teams(organization.login), asked, each =>
        team(services, organization, each),
      );
    },
  };
}

function team(services: Services, organization: Organization, found: Team) {
  const { urls } = services.context;
  const path = `orgs/${organization.login}/teams/${found.slug}`;
  return {
    slug: found.slug,
    combinedSlug: `${organization.login}/${found.slug}`,
    name: found.name,
    description: null,
    avatarUrl: null,
    editTeamUrl: `${urls.site}/${path}/edit`,
    parentTeam: null,
    members: (asked: Page) =>
      page(found.members, asked, login => personField(services, login)),
  };
}

/** A person, as everybody sees them. */
export function personField({ accounts, context }: Services, login: string) {
  const user = accounts.user(login);
  return {
    id: nodeId('U', user?.id ?? 0),
    databaseId: user?.id ?? null,
    login,
    name: user?.name ?? null,
    email: user?.email ?? '',
    bio: user?.bio ?? null,
    avatarUrl: `${context.urls.site}/avatars/${encodeURIComponent(login)}`,
    // The sandbox verifies no domains.
    organizationVerifiedDomainEmails: () => [],
  };
}
