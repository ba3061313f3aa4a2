import { createHash } from 'node:crypto';
import type { GovernedStep } from '@plinth/blueprints/schema';

/** What a request does, to a unit or to what governs units. */
export type RequestIntent = GovernedStep;

/**
 * Identifies a request, whoever makes it and however often: one key, one branch, at most one open pull request.
 *
 * Names are unique over environments and tenants together, so the kind of the unit is no part of the key: an
 * environment and a tenant of one name meet on the same branch, where Git lets only one of them create it.
 *
 * @param request.repository - `host/owner/repo`
 * @param request.intent - what the request does to the unit, for example `create`
 * @param request.name - the name of the unit or the freeze, already checked
 */
export function requestKey(request: {
  repository: string;
  intent: RequestIntent;
  name: string;
}): string {
  const digest = createHash('sha256')
    .update(
      JSON.stringify([
        request.repository.toLowerCase(),
        request.intent,
        request.name,
      ]),
    )
    .digest('hex');
  return `${request.intent}-${request.name}-${digest.slice(0, 8)}`;
}

/** The folder of branch names that belongs to requests. */
export const REQUEST_BRANCH_PREFIX = 'plinth/';

/** The branch of a request. */
export function requestBranch(key: string): string {
  return `${REQUEST_BRANCH_PREFIX}${key}`;
}
