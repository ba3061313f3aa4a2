import { GitHubError } from '../GitHubError';
import type { RepositoryRole } from '../model';
import { roleAtLeast, type Accounts } from './Accounts';
import type { Actor } from './Tokens';

/** What a request needs in a repository: an area and read or write, as fine-grained tokens name them. */
export type Need = `${
  | 'metadata'
  | 'contents'
  | 'pull-requests'
  | 'reviews'
  | 'merge'
  | 'issues'
  | 'labels'
  | 'statuses'
  | 'checks'
  | 'actions'
  | 'deployments'
  | 'administration'}:${'read' | 'write'}`;

const WRITE_ROLE: Record<string, RepositoryRole> = {
  metadata: 'admin',
  contents: 'write',
  'pull-requests': 'read',
  reviews: 'read',
  merge: 'write',
  issues: 'read',
  labels: 'triage',
  statuses: 'write',
  checks: 'write',
  actions: 'write',
  deployments: 'write',
  administration: 'admin',
};

/** Areas of ours that a run's token knows under another name. */
const TOKEN_AREA: Record<string, string> = {
  reviews: 'pull-requests',
  merge: 'contents',
  labels: 'issues',
};

/**
 * Throws unless the actor may do it: 404 where they may not even know the repository, else 403.
 * A pull request's comments and labels may be written with `pull-requests: write` too, as GitHub allows.
 */
export function requireAccess(
  accounts: Accounts,
  actor: Actor | undefined,
  repo: string,
  need: Need,
): void {
  const [area, mode] = need.split(':');
  if (actor?.run) {
    if (actor.run.repo.toLowerCase() !== repo.toLowerCase()) {
      if (mode === 'read' && accounts.role(repo, undefined)) {
        return;
      }
      throw GitHubError.notFound();
    }
    const permissions = actor.run.permissions;
    const areas = [
      TOKEN_AREA[area] ?? area,
      ...(area === 'issues' || area === 'labels' ? ['pull-requests'] : []),
    ];
    const allowed =
      area === 'metadata' && mode === 'read'
        ? true
        : areas.some(
            each =>
              permissions[each] === 'write' ||
              (mode === 'read' && permissions[each] === 'read'),
          );
    if (!allowed) {
      throw new GitHubError(403, 'Resource not accessible by integration');
    }
    return;
  }
  const role = accounts.role(repo, actor?.login);
  if (!role) {
    throw GitHubError.notFound();
  }
  if (mode === 'read' && area !== 'administration') {
    return;
  }
  if (!actor) {
    throw new GitHubError(401, 'Requires authentication');
  }
  const needed = WRITE_ROLE[area];
  if (!roleAtLeast(role, needed)) {
    throw new GitHubError(
      403,
      needed === 'admin'
        ? 'Must have admin rights to Repository.'
        : `Must have ${needed} access to ${repo}.`,
    );
  }
}
