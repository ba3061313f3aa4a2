import { GitHubError } from '../GitHubError';
import type { Permissions } from '../model';
import { roleAtLeast, type Accounts } from './Accounts';
import { isGiven } from './isGiven';
import { NEEDS, type Need, type NeedRule } from './needs';
import type { Actor, Integration } from './Tokens';

/**
 * Throws unless the actor may do it: 404 where they may not even know the repository, else 403. What a refused app
 * would have needed stands in a header.
 */
export function requireAccess(
  accounts: Accounts,
  actor: Actor | undefined,
  repo: string,
  need: Need,
): void {
  const rule: NeedRule = NEEDS[need];
  const reading = need.endsWith(':read');
  if (actor?.integration) {
    if (!reaches(actor.integration, repo)) {
      if (reading && accounts.role(repo, undefined)) {
        return;
      }
      throw GitHubError.notFound();
    }
    requirePermission(actor.integration, rule);
    return;
  }
  const role = accounts.role(repo, actor?.login);
  if (!role) {
    throw GitHubError.notFound();
  }
  if (roleAtLeast(role, rule.role)) {
    if (!actor && !reading) {
      throw new GitHubError(401, 'Requires authentication');
    }
    return;
  }
  if (rule.hidden) {
    throw GitHubError.notFound();
  }
  if (!actor) {
    throw new GitHubError(401, 'Requires authentication');
  }
  throw new GitHubError(
    403,
    rule.role === 'admin'
      ? 'Must have admin rights to Repository.'
      : `Must have ${rule.role} access to ${repo}.`,
  );
}

/** Throws unless the actor may do it in an organisation: its members, and apps that are installed there. */
export function requireOrganizationAccess(
  accounts: Accounts,
  actor: Actor | undefined,
  organization: string,
  need: Need,
): void {
  if (!actor) {
    throw new GitHubError(401, 'Requires authentication');
  }
  const rule: NeedRule = NEEDS[need];
  if (actor.integration) {
    if (actor.integration.owner !== organization) {
      throw GitHubError.notFound();
    }
    requirePermission(actor.integration, rule);
    return;
  }
  const member =
    accounts
      .organization(organization)
      ?.members.some(each => each.login === actor.login) ||
    accounts.user(actor.login)?.siteAdmin;
  if (!member) {
    throw new GitHubError(403, 'You must be a member of the organization.');
  }
}

/** True when somebody may know that a repository is there. */
export function maySee(
  accounts: Accounts,
  actor: Actor | undefined,
  repo: string,
): boolean {
  return actor?.integration && reaches(actor.integration, repo)
    ? true
    : accounts.role(repo, actor?.login) !== undefined;
}

/** True when permissions hold one such as `issues=write`; write holds read. */
export function grants(permissions: Permissions, wanted: string): boolean {
  const [area, mode] = wanted.split('=');
  const held = permissions[area];
  return held === 'write' || (mode === 'read' && held === 'read');
}

function requirePermission(integration: Integration, rule: NeedRule): void {
  if (!rule.permissions.some(each => grants(integration.permissions, each))) {
    throw new GitHubError(403, 'Resource not accessible by integration');
  }
}

function reaches(integration: Integration, repo: string): boolean {
  const [owner, name] = repo.split('/');
  return (
    owner.toLowerCase() === integration.owner.toLowerCase() &&
    isGiven(integration, name)
  );
}
