import { maySee } from '../../../accounts/access';
import type { Actor } from '../../../accounts/Tokens';
import type { Repository } from '../../../model';
import type { Services } from '../../../Services';

/** The repositories of an owner that somebody may see. */
export function visibleRepositories(
  { accounts, repositories }: Services,
  owner: string,
  actor: Actor | undefined,
): Repository[] {
  return repositories
    .list(owner)
    .filter(each => maySee(accounts, actor, each.fullName));
}
