import { createHash } from 'node:crypto';
import { AwsError } from './AwsError';

/** One page of a list, and the token of the next. */
export interface Page<T> {
  items: T[];
  nextToken?: string;
}

/**
 * Cuts a page out of a list. The token carries the position and a digest of the question, so that a token of another
 * question is refused, as AWS does.
 */
export function page<T>(
  items: T[],
  options: {
    token?: string;
    limit: number;
    /** What was asked; the same for all pages. */
    question: unknown;
    /** Code of the error for a token that is not ours. */
    errorCode?: string;
  },
): Page<T> {
  const digest = createHash('sha256')
    .update(JSON.stringify(options.question))
    .digest('base64url')
    .slice(0, 12);
  const start = options.token
    ? position(options.token, digest, options.errorCode)
    : 0;
  const end = start + options.limit;
  return {
    items: items.slice(start, end),
    nextToken:
      end < items.length
        ? Buffer.from(`${end}.${digest}`).toString('base64url')
        : undefined,
  };
}

function position(
  token: string,
  digest: string,
  code = 'InvalidNextTokenException',
): number {
  const [start, of] = Buffer.from(token, 'base64url').toString().split('.');
  if (of !== digest || !/^\d+$/.test(start)) {
    throw new AwsError(
      code,
      'The token is invalid, or it belongs to a request with other parameters.',
    );
  }
  return Number(start);
}
