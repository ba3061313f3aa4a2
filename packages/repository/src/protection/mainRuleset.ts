import type { RestEndpointMethodTypes } from '@octokit/rest';

/** What GitHub is asked for, to make or change a ruleset. */
export type MainRuleset = Pick<
  RestEndpointMethodTypes['repos']['createRepoRuleset']['parameters'],
  'name' | 'target' | 'enforcement' | 'bypass_actors' | 'conditions' | 'rules'
>;

/**
 * The ruleset that protects the branch of an infrastructure repository. Branches need not be up to date before they are merged:
 * deploy plans anew, and compares, unit by unit.
 *
 * @param options.app - number of the app that alone may report the checks; anybody who may write without
 */
export function mainRuleset(options: {
  branch: string;
  checks: readonly string[];
  app: number | undefined;
}): MainRuleset {
  const { branch, checks, app } = options;
  return {
    name: 'plinth',
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [],
    conditions: {
      ref_name: { include: [`refs/heads/${branch}`], exclude: [] },
    },
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: 1,
          require_code_owner_review: true,
          require_last_push_approval: true,
          dismiss_stale_reviews_on_push: true,
          required_review_thread_resolution: false,
        },
      },
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: checks.map(context => ({
            context,
            integration_id: app,
          })),
        },
      },
    ],
  };
}

/** Whether a ruleset asks for all that another does, however much more, and lets nobody pass by. */
export function isAsStrict(
  found: Partial<MainRuleset>,
  wanted: Partial<MainRuleset>,
): boolean {
  return holds(found, wanted) && !found.bypass_actors?.length;
}

/** Whether all that is wanted was found: of a list, each item in some item. */
function holds(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(found) &&
      wanted.every(item => found.some(each => holds(each, item)))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    return (
      typeof found === 'object' &&
      found !== null &&
      Object.entries(wanted).every(([key, value]) =>
        holds((found as Record<string, unknown>)[key], value),
      )
    );
  }
  return found === wanted;
}
