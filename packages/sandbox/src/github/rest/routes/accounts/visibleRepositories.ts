import type { Repository } from '../../../model';
import type { Services } from '../../../Services';

/** The repositories of an owner that somebody may see. */
export function visibleRepositories(
  { accounts, repositories }: Services,
  owner: string,
  who: string | undefined,
): Repository[] {
  return repositories
    .list(owner)
    .filter(each => accounts.role(each.fullName, who) !== undefined);
}
