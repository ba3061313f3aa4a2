import { roleAtLeast } from '../../../accounts/Accounts';
import { GitHubError } from '../../../GitHubError';
import type { RepositoryRole } from '../../../model';
import type { Services } from '../../../Services';
import { optionalText, paged } from '../../Call';
import type { RestRouter } from '../../RestRouter';

const ROLES: Record<string, RepositoryRole> = {
  pull: 'read',
  read: 'read',
  triage: 'triage',
  push: 'write',
  write: 'write',
  maintain: 'maintain',
  admin: 'admin',
};

/** `/collaborators`, teams that are let in, and `/assignees`. */
export function collaboratorRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { repositories, views, accounts } = services;
  const base = '/repos/:owner/:repo';

  router.route('GET', `${base}/collaborators`, 'metadata:read', call =>
    paged(
      call,
      accounts.users().filter(user => {
        const role = accounts.role(call.repo, user.login);
        return (
          user.type === 'User' &&
          role !== undefined &&
          roleAtLeast(role, 'read')
        );
      }),
      user => ({
        ...views.user(user.login),
        role_name: accounts.role(call.repo, user.login),
      }),
    ),
  );
  router.route(
    'GET',
    `${base}/collaborators/:login/permission`,
    'metadata:read',
    call => {
      const user = accounts.user(call.params.login);
      if (!user) {
        throw GitHubError.notFound();
      }
      const role = accounts.role(call.repo, user.login);
      return {
        body: {
          permission: coarse(role),
          role_name: role ?? 'none',
          user: { ...views.user(user.login), role_name: role ?? 'none' },
        },
      };
    },
  );
  router.route('GET', `${base}/collaborators/:login`, 'metadata:read', call => {
    if (!accounts.role(call.repo, call.params.login)) {
      throw GitHubError.notFound();
    }
    return { status: 204 };
  });
  router.route(
    'PUT',
    `${base}/collaborators/:login`,
    'administration:write',
    call => {
      const user = accounts.user(call.params.login);
      const role = ROLES[optionalText(call, 'permission') ?? 'push'];
      if (!user || !role) {
        throw GitHubError.notFound();
      }
      const { collaborators } = repositories.require(call.repo);
      repositories.update(call.repo, {
        collaborators: { ...collaborators, [user.login]: role },
      });
      return { status: 204 };
    },
  );
  router.route(
    'PUT',
    '/orgs/:org/teams/:team/repos/:owner/:repo',
    'administration:write',
    call => {
      const { org, team: slug, owner } = call.params;
      const team = accounts.team(org, slug);
      const role = ROLES[optionalText(call, 'permission') ?? 'push'];
      if (!team || !role) {
        throw GitHubError.notFound();
      }
      if (org.toLowerCase() !== owner.toLowerCase()) {
        throw new GitHubError(
          422,
          'The repository is of another organization.',
        );
      }
      const { teams } = repositories.require(call.repo);
      repositories.update(call.repo, {
        teams: { ...teams, [team.slug]: role },
      });
      return { status: 204 };
    },
  );
  router.route('GET', `${base}/assignees`, 'metadata:read', call =>
    paged(
      call,
      accounts
        .users()
        .filter(user =>
          roleAtLeast(accounts.role(call.repo, user.login), 'write'),
        ),
      user => views.user(user.login),
    ),
  );
}

/** The three roles, and none, that the older field knows. */
function coarse(role: RepositoryRole | undefined): string {
  switch (role) {
    case undefined:
      return 'none';
    case 'triage':
      return 'read';
    case 'maintain':
      return 'write';
    default:
      return role;
  }
}
