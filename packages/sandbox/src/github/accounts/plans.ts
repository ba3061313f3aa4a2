import { GitHubError } from '../GitHubError';
import type { Plan, Repository } from '../model';
import type { Accounts } from './Accounts';

/** What not every plan has for private repositories; public ones have all of it. */
const SINCE = {
  'branch-protection': 'team',
  'deployment-branches': 'team',
  'required-reviewers': 'enterprise',
} as const satisfies Record<string, Plan>;

const ORDER: readonly Plan[] = ['free', 'team', 'enterprise'];

/** True when the plan of a repository's owner has a feature for it. */
function hasFeature(
  plan: Plan,
  isPrivate: boolean,
  feature: keyof typeof SINCE,
): boolean {
  return !isPrivate || ORDER.indexOf(plan) >= ORDER.indexOf(SINCE[feature]);
}

/** Throws GitHub's 403 or 422 when the plan of a repository's owner lacks a feature. */
export function assertFeature(
  accounts: Accounts,
  repository: Repository,
  feature: keyof typeof SINCE,
): void {
  const plan = accounts.organization(repository.owner)?.plan ?? 'free';
  if (hasFeature(plan, repository.private, feature)) {
    return;
  }
  if (feature === 'branch-protection') {
    throw new GitHubError(
      403,
      'Upgrade to GitHub Pro or make this repository public to enable this feature.',
    );
  }
  throw new GitHubError(
    422,
    `Failed to create the environment protection rule. Please ensure the billing plan supports the ${feature.replace('-', ' ')} protection rule.`,
  );
}
