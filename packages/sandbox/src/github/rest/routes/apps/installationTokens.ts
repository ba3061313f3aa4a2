import { isGiven } from '../../../accounts/isGiven';
import { assertGranted } from '../../../accounts/Apps';
import { GitHubError } from '../../../GitHubError';
import type { Installation, Permissions, Repository } from '../../../model';
import type { Services } from '../../../Services';
import {
  numberParam,
  optionalObject,
  paged,
  texts,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { required } from './apps';

/** Tokens of installations: made by an app, and asked and given up by whoever holds one. */
export function installationTokenRoutes(
  router: RestRouter,
  services: Services,
): void {
  const { apps, repositories, tokens, views } = services;

  router.route(
    'POST',
    '/app/installations/:installation/access_tokens',
    'app',
    call => {
      const installation = required(
        call,
        apps.installation(numberParam(call, 'installation')),
      );
      const permissions = wantedPermissions(call, installation);
      const chosen = wantedRepositories(call, installation);
      const minted = tokens.mintForInstallation(installation, {
        permissions,
        ...(chosen ? { repositories: chosen.map(each => each.name) } : {}),
      });
      return {
        status: 201,
        body: {
          token: minted.token,
          expires_at: minted.expiresAt,
          permissions,
          repository_selection:
            chosen || installation.repositories !== 'all' ? 'selected' : 'all',
          ...(chosen
            ? {
                repositories: chosen.map(each =>
                  views.repository(each.fullName),
                ),
              }
            : {}),
        },
      };
    },
  );
  router.route('GET', '/installation/repositories', 'anyone', call => {
    const installation = installationOf(call);
    const given = call.actor?.integration?.repositories ?? [];
    return paged(
      call,
      reachable(installation).filter(
        each => given === 'all' || given.includes(each.name),
      ),
      each => views.repository(each.fullName),
      (page, total_count) => ({
        total_count,
        repository_selection: given === 'all' ? 'all' : 'selected',
        repositories: page,
      }),
    );
  });
  router.route('DELETE', '/installation/token', 'anyone', call => {
    installationOf(call);
    tokens.revoke(call.token ?? '');
    return { status: 204 };
  });

  function installationOf(call: Call): Installation {
    const id = call.actor?.integration?.installationId;
    const installation = id === undefined ? undefined : apps.installation(id);
    if (!installation) {
      throw new GitHubError(
        403,
        'You must authenticate with an installation access token in order to use this endpoint.',
      );
    }
    return installation;
  }

  function reachable(installation: Installation): Repository[] {
    return repositories
      .list(installation.account)
      .filter(({ name }) => isGiven(installation, name));
  }

  function wantedRepositories(
    call: Call,
    installation: Installation,
  ): Repository[] | undefined {
    const names = texts(call, 'repositories');
    const ids = call.body.repository_ids ?? [];
    if (!Array.isArray(ids)) {
      throw GitHubError.invalid('Token', 'repository_ids', 'must be a list');
    }
    if (names.length + ids.length === 0) {
      return undefined;
    }
    const chosen = reachable(installation).filter(
      each => names.includes(each.name) || ids.includes(each.id),
    );
    if (chosen.length < new Set([...names, ...ids]).size) {
      throw new GitHubError(
        422,
        'There is at least one repository that does not exist or is not accessible to the parent installation.',
      );
    }
    return chosen;
  }
}

function wantedPermissions(
  call: Call,
  installation: Installation,
): Permissions {
  const wanted = optionalObject(call, 'permissions');
  if (!wanted) {
    return installation.permissions;
  }
  const permissions: Record<string, 'read' | 'write'> = { metadata: 'read' };
  for (const [area, mode] of Object.entries(wanted)) {
    if (mode !== 'read' && mode !== 'write') {
      throw GitHubError.invalid('Token', area, 'must be read or write');
    }
    permissions[area] = mode;
  }
  assertGranted(installation, permissions);
  return permissions;
}
