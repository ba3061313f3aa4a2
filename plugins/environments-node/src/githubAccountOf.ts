import type { Account } from '@plinth/repository';

/** Says the GitHub login of a user in the catalog. */
export const GITHUB_LOGIN_ANNOTATION = 'github.com/user-login';
/** Says the GitHub account of a user in the catalog by its ID. */
export const GITHUB_ID_ANNOTATION = 'github.com/user-id';

/**
 * The account at GitHub of a user in the catalog, as far as their entity tells. Backstage's catalog and sign-in write GitHub's
 * node ID where a person may write the number; both name the account for good.
 */
export function githubAccountOf(user: {
  metadata: { annotations?: Record<string, string> };
}): Partial<Account> {
  const annotations = user.metadata.annotations ?? {};
  return {
    login: annotations[GITHUB_LOGIN_ANNOTATION],
    id: numberIn(annotations[GITHUB_ID_ANNOTATION] ?? ''),
  };
}

/**
 * The number in a user's ID, in each form that GitHub gives: `3407303`, `MDQ6VXNlcjM0MDczMDM=` for `04:User3407303`, and
 * `U_kgDOADP9xw` for `[0, 3407303]` in MessagePack. Its guide to the migration of node IDs has the last two as one account.
 */
function numberIn(id: string): number | undefined {
  const [, packed] = /^U_([\w-]{4,12})$/.exec(id) ?? [];
  if (packed) {
    return unpack(Buffer.from(packed, 'base64url'));
  }
  const text = /^\d+$/.test(id)
    ? id
    : /^04:User(\d+)$/.exec(Buffer.from(id, 'base64').toString('latin1'))?.[1];
  return text && text.length <= 15 ? Number(text) : undefined;
}

/** The second of two numbers of which the first is 0; undefined for all else. */
function unpack(packed: Buffer): number | undefined {
  if (packed.readUInt16BE(0) !== 0x9200) {
    return undefined;
  }
  const [kind, ...digits] = packed.subarray(2);
  if (digits.length === 0) {
    return kind < 0x80 ? kind : undefined;
  }
  const lengths: Readonly<Record<number, number>> = {
    0xcc: 1,
    0xcd: 2,
    0xce: 4,
  };
  return lengths[kind] === digits.length
    ? packed.readUIntBE(3, digits.length)
    : undefined;
}
