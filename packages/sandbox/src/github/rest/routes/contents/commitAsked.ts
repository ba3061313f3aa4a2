import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import type { Call } from '../../Call';

/** The commit that `ref` names, the default branch's without one; 404 when there is none. */
export async function commitAsked(
  { context, repositories }: Services,
  call: Call,
  asked = call.query.get('ref'),
): Promise<{ sha: string; revision: string }> {
  const { defaultBranch } = repositories.require(call.repo);
  const git = context.git(call.repo);
  const revision = asked || defaultBranch;
  const sha = await git.refs.resolve(revision);
  if (!sha) {
    throw new GitHubError(404, `No commit found for the ref ${revision}`);
  }
  return { sha, revision };
}
