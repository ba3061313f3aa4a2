import type { IncomingMessage } from 'node:http';
import { GitHubError } from '../GitHubError';
import { readBody } from '../http/readBody';

/** The JSON in a request's body; undefined when the body is empty. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBody(request);
  if (bytes.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new GitHubError(400, 'Problems parsing JSON');
  }
}
