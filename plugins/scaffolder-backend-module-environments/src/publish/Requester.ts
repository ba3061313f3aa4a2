import type { UserEntity } from '@backstage/catalog-model';
import { parseEntityRef } from '@backstage/catalog-model';

/** A person who asked for something, as Git and GitHub know them. */
export interface Requester {
  /** Entity reference, for example `user:default/developer`. */
  readonly ref: string;
  readonly name: string;
  readonly email: string;
  /** GitHub login, as far as it can be told. */
  readonly login: string;
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
  };
}

/** The domain for addresses that nobody receives mail at. */
export function noReplyDomain(host: string): string {
  return `users.noreply.${host.replace(/:\d+$/, '')}`;
}
