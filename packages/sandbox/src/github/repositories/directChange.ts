import { roleAtLeast } from '../accounts/Accounts';
import { GitHubError } from '../GitHubError';
import type { Services } from '../Services';

/** A change of a branch that no pull request makes: a push, or a ref or file written by REST. */
export interface DirectChange {
  readonly repo: string;
  readonly branch: string;
  readonly actor: string;
  /** Made with a run's token, which has no administrator's rights. */
  readonly run: boolean;
  /** The commit it would become, when it exists already: its checks may suffice. */
  readonly sha: string | undefined;
  readonly kind: 'update' | 'delete';
}

/** Why a protected branch refuses a direct change, in GitHub's words; undefined when it does not. */
export function refusal(
  services: Pick<Services, 'repositories' | 'accounts' | 'checks'>,
  change: DirectChange,
): string | undefined {
  const protection = services.repositories.protection(
    change.repo,
    change.branch,
  );
  if (!protection) {
    return undefined;
  }
  if (change.kind === 'delete') {
    return protection.allowDeletions ? undefined : 'Cannot delete this branch';
  }
  if (
    !protection.enforceAdmins &&
    !change.run &&
    roleAtLeast(services.accounts.role(change.repo, change.actor), 'admin')
  ) {
    return undefined;
  }
  if (protection.requiredReviews) {
    return 'Changes must be made through a pull request.';
  }
  const required = protection.requiredStatusChecks;
  const open = required?.contexts.find(
    context =>
      change.sha === undefined ||
      services.checks
        .states(change.repo, change.sha, required.apps?.[context])
        .get(context) !== 'success',
  );
  return open === undefined
    ? undefined
    : `Required status check "${open}" is expected.`;
}

/** Throws GitHub's 409 when a protected branch refuses the change. */
export function assertDirectChange(
  services: Pick<Services, 'repositories' | 'accounts' | 'checks'>,
  change: DirectChange,
): void {
  const why = refusal(services, change);
  if (why !== undefined) {
    throw new GitHubError(
      change.kind === 'delete' ? 422 : 409,
      `Repository rule violations found\n\n${why}\n\n`,
    );
  }
}
