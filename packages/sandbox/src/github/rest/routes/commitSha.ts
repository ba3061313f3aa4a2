import { GitHubError } from '../../GitHubError';
import type { Services } from '../../Services';
import type { Call } from '../Call';

/** The commit that a revision means, or 422. */
export async function commitSha(
  { context }: Services,
  call: Call,
  revision: string,
): Promise<string> {
  const sha = await context.git(call.repo).refs.resolve(revision);
  if (!sha) {
    throw new GitHubError(422, `No commit found for SHA: ${revision}`);
  }
  return sha;
}
