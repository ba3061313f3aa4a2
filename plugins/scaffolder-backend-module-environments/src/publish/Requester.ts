import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  type UserEntity,
} from '@backstage/catalog-model';
import { githubAccountOf } from '@plinth/plugin-environments-node';
import { noReplyAddress } from '@plinth/repository/github';

/** A person who asked for something, as Git and GitHub know them. */
export interface Requester {
  /** Entity reference, for example `user:default/developer`. */
  readonly ref: string;
  readonly name: string;
  readonly email: string;
  /** GitHub login, as far as it can be told. */
  readonly login: string;
  /** Entity references of the groups that the catalog has them in. */
  readonly groups: readonly string[];
}

/**
 * The domain for addresses that are nobody's, at no host and for all time (RFC 2606). GitHub reads an address below
 * `users.noreply` as the account of that name, whoever that is.
 */
const NOBODYS_DOMAIN = 'plinth.invalid';

/**
 * Describes the requester by their catalog entity. Without an e-mail address they get the one that GitHub gives to their
 * account, by its number; where that is not known, one that is nobody's, so that the commit still says who it was.
 */
export function describeRequester(
  ref: string,
  entity: UserEntity | undefined,
  host: string,
): Requester {
  const { name } = parseEntityRef(ref, {
    defaultKind: 'user',
    defaultNamespace: 'default',
  });
  const { displayName, email } = entity?.spec.profile ?? {};
  const { login, id } = entity ? githubAccountOf(entity) : {};
  const noReply =
    login && id !== undefined
      ? noReplyAddress({ login, id }, host)
      : `${name}@${NOBODYS_DOMAIN}`;
  return {
    ref,
    name: displayName ?? name,
    email: email ?? noReply,
    login: login ?? name,
    groups: groupsOf(entity),
  };
}

/** Entity references of the groups that the catalog has a person in. */
export function groupsOf(entity: UserEntity | undefined): string[] {
  return (entity?.relations ?? [])
    .filter(({ type }) => type === RELATION_MEMBER_OF)
    .map(({ targetRef }) => targetRef);
}

/** Whether what a requester asks for would belong to them, or to one of their groups. */
export function owns({ ref, groups }: Requester, owner: string): boolean {
  const same = (other: string) => other.toLowerCase() === owner.toLowerCase();
  return same(ref) || groups.some(same);
}
