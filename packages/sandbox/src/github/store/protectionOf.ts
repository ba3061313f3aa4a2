import type { BranchProtection, Rule, Ruleset } from '../model';
import type { Store } from './Store';

/** The active rulesets that bind a branch, oldest first. */
export function rulesetsOf(
  store: Pick<Store, 'rulesets' | 'repositories'>,
  repo: string,
  branch: string,
): Ruleset[] {
  const isDefault =
    store.repositories.get(repo.toLowerCase())?.defaultBranch === branch;
  const names = (patterns: readonly string[]) =>
    patterns.some(
      pattern =>
        pattern === '~ALL' ||
        (pattern === '~DEFAULT_BRANCH' && isDefault) ||
        pattern === `refs/heads/${branch}`,
    );
  return store.rulesets
    .values()
    .filter(
      ruleset =>
        ruleset.repo === repo &&
        ruleset.enforcement === 'active' &&
        names(ruleset.include) &&
        !names(ruleset.exclude),
    );
}

/**
 * What protects a branch, by the older kind of protection and by rulesets together: of each rule the strictest. Administrators are
 * bound as soon as one of them binds them, which is stricter than GitHub where the two disagree.
 */
export function protectionOf(
  store: Pick<Store, 'protections' | 'rulesets' | 'repositories'>,
  repo: string,
  branch: string,
): BranchProtection | undefined {
  const classic = store.protections.get(`${repo}/${branch}`);
  return [
    ...(classic ? [classic] : []),
    ...rulesetsOf(store, repo, branch).flatMap(asProtections),
  ].reduce<BranchProtection | undefined>(
    (one, other) => (one ? stricter(one, other) : other),
    undefined,
  );
}

function asProtections(ruleset: Ruleset): BranchProtection[] {
  return ruleset.rules.map(rule => ({
    ...nothing(ruleset.bypass.length === 0),
    ...ofRule(rule),
  }));
}

function nothing(enforceAdmins: boolean): BranchProtection {
  return {
    requiredStatusChecks: null,
    requiredReviews: null,
    enforceAdmins,
    requiredLinearHistory: false,
    allowForcePushes: true,
    allowDeletions: true,
  };
}

function ofRule(rule: Rule): Partial<BranchProtection> {
  switch (rule.type) {
    case 'deletion':
      return { allowDeletions: false };
    case 'non_fast_forward':
      return { allowForcePushes: false };
    case 'required_linear_history':
      return { requiredLinearHistory: true };
    case 'pull_request': {
      const of = rule.parameters;
      return {
        requiredReviews: {
          count: of.required_approving_review_count,
          dismissStale: of.dismiss_stale_reviews_on_push,
          requireCodeOwners: of.require_code_owner_review,
          requireLastPushApproval: of.require_last_push_approval,
        },
      };
    }
    case 'required_status_checks': {
      const checks = rule.parameters.required_status_checks;
      return {
        requiredStatusChecks: {
          strict: rule.parameters.strict_required_status_checks_policy,
          contexts: checks.map(({ context }) => context),
          apps: Object.fromEntries(
            checks.flatMap(({ context, integration_id: app }) =>
              app === undefined ? [] : [[context, app]],
            ),
          ),
        },
      };
    }
    default: {
      const unknown: never = rule;
      throw new Error(`Not a rule: ${JSON.stringify(unknown)}`);
    }
  }
}

function stricter(
  one: BranchProtection,
  other: BranchProtection,
): BranchProtection {
  const [checks, more] = [one.requiredStatusChecks, other.requiredStatusChecks];
  const [reviews, further] = [one.requiredReviews, other.requiredReviews];
  return {
    requiredStatusChecks:
      checks && more
        ? {
            strict: checks.strict || more.strict,
            contexts: [...new Set([...checks.contexts, ...more.contexts])],
            apps: { ...checks.apps, ...more.apps },
          }
        : (checks ?? more),
    requiredReviews:
      reviews && further
        ? {
            count: Math.max(reviews.count, further.count),
            dismissStale: reviews.dismissStale || further.dismissStale,
            requireCodeOwners:
              reviews.requireCodeOwners || further.requireCodeOwners,
            requireLastPushApproval:
              reviews.requireLastPushApproval ||
              further.requireLastPushApproval,
          }
        : (reviews ?? further),
    enforceAdmins: one.enforceAdmins || other.enforceAdmins,
    requiredLinearHistory:
      one.requiredLinearHistory || other.requiredLinearHistory,
    allowForcePushes: one.allowForcePushes && other.allowForcePushes,
    allowDeletions: one.allowDeletions && other.allowDeletions,
  };
}
