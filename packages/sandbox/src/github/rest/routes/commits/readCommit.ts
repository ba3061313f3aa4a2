import type { GitRepository } from '../../../git/GitRepository';
import type { Commit } from '../../../git/objects';
import { GitHubError } from '../../../GitHubError';

/** A commit by its SHA, or 404. */
export async function readCommit(
  git: GitRepository,
  sha: string,
): Promise<Commit> {
  const commit = await git.objects.commit(sha);
  if (!commit) {
    throw GitHubError.notFound();
  }
  return commit;
}
