import {
  parseEntityRef,
  RELATION_MEMBER_OF,
  type UserEntity,
} from '@backstage/catalog-model';

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

const LOGIN_ANNOTATION = 'github.com/user-login';

/**
 * Describes the requester by their catalog entity. Who has none, or none with an e-mail address, gets an address
 * at the host that nobody receives mail at, so that the commit still says who it was.
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
  return {
    ref,
    name: displayName ?? name,
    email: email ?? `${name}@${noReplyDomain(host)}`,
    login: entity?.metadata.annotations?.[LOGIN_ANNOTATION] ?? name,
    groups: (entity?.relations ?? [])
      .filter(({ type }) => type === RELATION_MEMBER_OF)
      .map(({ targetRef }) => targetRef),
  };
}

/** Whether what a requester asks for would belong to them, or to one of their groups. */
export function owns({ ref, groups }: Requester, owner: string): boolean {
  const same = (other: string) => other.toLowerCase() === owner.toLowerCase();
  return same(ref) || groups.some(same);
}

/** The domain for addresses that nobody receives mail at. */
export function noReplyDomain(host: string): string {
  return `users.noreply.${host.replace(/:\d+$/, '')}`;
}
