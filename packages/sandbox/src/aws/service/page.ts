import { createHash } from 'node:crypto';
import { AwsError } from '../protocols/AwsError';

/** One page of a list, and the token of the next. */
export interface Page<T> {
  items: T[];
  nextToken?: string;
}

/**
 * Cuts a page out of a list. The token carries where the next begins and a digest of the question, so that a token of
 * another question is refused, as AWS does. It begins at a position, or behind a key where the list has some.
 */
export function page<T>(
  items: T[],
  options: {
    token?: string;
    limit: number;
    /** What was asked; the same for all pages. */
    question: unknown;
    /** Code of the error for a token that is not ours. */
    errorCode: string;
    /** By what the list is sorted. */
    key?: (item: T) => string;
  },
): Page<T> {
  const { token, limit, key } = options;
  const digest = createHash('sha256')
    .update(JSON.stringify(options.question))
    .digest('base64url')
    .slice(0, 12);
  const after = token ? readToken(token, digest, options.errorCode) : undefined;
  const start = startOf(items, after, key);
  const end = start + limit;
  const more = end < items.length && limit > 0;
  return {
    items: items.slice(start, end),
    nextToken: more
      ? writeToken(digest, key ? key(items[end - 1]) : String(end))
      : undefined,
  };
}

function startOf<T>(
  items: T[],
  after: string | undefined,
  key: ((item: T) => string) | undefined,
): number {
  if (after === undefined || !key) {
    return Number(after ?? 0);
  }
  const next = items.findIndex(item => key(item) > after);
  return next === -1 ? items.length : next;
}

function writeToken(digest: string, after: string): string {
  return Buffer.from(`${digest}.${after}`).toString('base64url');
}

function readToken(token: string, digest: string, code: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(`${digest}.`)) {
    throw new AwsError(
      code,
      'The token is invalid, or it belongs to a request with other parameters.',
    );
  }
  return text.slice(digest.length + 1);
}
