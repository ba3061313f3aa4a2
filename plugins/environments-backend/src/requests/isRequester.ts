import { isSameAccount } from '@plinth/repository';
import type { StoredPullRequest } from '../store';
import type { Caller } from './Caller';

/** Whether somebody asked for a pull request: through the portal, or by opening it by hand. */
export function isRequester(
  { request, evidence, author }: StoredPullRequest,
  { ref, account }: Pick<Caller, 'account' | 'ref'>,
): boolean {
  if (request) {
    return request.requester === ref;
  }
  return (
    account !== undefined &&
    isSameAccount(evidence?.requester ?? { login: author }, account)
  );
}
