import { parseEntityRef } from '@backstage/catalog-model';
import { InputError, NotAllowedError } from '@backstage/errors';

/** How the claims of an OpenID Connect provider are read. */
export interface ClaimRules {
  /** The claim with a person's name, which the provider gives to nobody else. */
  readonly name: string;
  /** Where names are addresses: the one domain whose people may sign in. */
  readonly domain?: string;
  /** The claim with the groups of a person. */
  readonly groups: string;
  /** The catalog's group that a group of the provider stands for, by its name or ID in the claim. */
  readonly teams: Readonly<Record<string, string>>;
}

/** Whom the portal takes somebody for. */
export interface Person {
  /** An entity reference; people of the provider have a namespace of their own, so that nobody becomes a person of the catalog by their name. */
  readonly ref: string;
  /** Entity references of the groups that they speak for. */
  readonly teams: readonly string[];
}

/** The namespace of people whom only the provider knows. */
const NAMESPACE = 'oidc';

/**
 * Who somebody is by the claims that their provider signed. Groups that no rule names give nothing.
 *
 * @throws NotAllowedError if they are of another domain
 * @throws InputError if a claim is not there, or is no name
 */
export function personOfClaims(
  claims: Readonly<Record<string, unknown>>,
  rules: ClaimRules,
): Person {
  const name = claims[rules.name];
  if (typeof name !== 'string') {
    throw new InputError(
      `The provider tells no claim "${rules.name}" of whoever signs in: let it add the claim to the ID token, or name another in the resolver's option name`,
    );
  }
  const local = localName(name.toLowerCase(), rules);
  if (!/^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/.test(local) || local.length > 63) {
    throw new InputError(
      `"${name}" of the claim "${rules.name}" cannot name a person: at most 63 letters and digits, with single - _ . between them`,
    );
  }
  const groups = claims[rules.groups] ?? [];
  const listed: unknown[] = Array.isArray(groups) ? groups : [groups];
  return {
    ref: `user:${NAMESPACE}/${local}`,
    teams: Object.entries(rules.teams)
      .filter(([group]) => listed.includes(group))
      .map(([, team]) => team),
  };
}

function localName(name: string, rules: ClaimRules): string {
  const at = name.lastIndexOf('@');
  const domain = at === -1 ? undefined : name.slice(at + 1);
  if (domain !== rules.domain?.toLowerCase()) {
    throw new NotAllowedError(
      rules.domain
        ? `${name} is not of ${rules.domain}, whose people may sign in`
        : `${name} is an address: name the domain whose people may sign in, in the resolver's option domain`,
    );
  }
  return at === -1 ? name : name.slice(0, at);
}

/** Whether a text names a group of the catalog in full. */
export function isGroupRef(text: string): boolean {
  try {
    const { kind, namespace, name } = parseEntityRef(text);
    return text === `${kind}:${namespace}/${name}` && kind === 'group';
  } catch {
    return false;
  }
}
