import { GitHubError } from '../../../GitHubError';
import type { Visit } from '../../Page';

/** A commit and a path, read from an address in which both may hold slashes: the longest ref that exists wins. */
export async function splitRef(
  { services }: Visit,
  repo: string,
  rest: string,
): Promise<{ ref: string; sha: string; path: string }> {
  const git = services.context.git(repo);
  const parts = rest.split('/').filter(Boolean);
  for (let count = parts.length; count > 0; count -= 1) {
    const ref = parts.slice(0, count).join('/');
    const sha = await git.refs.resolve(ref);
    if (sha) {
      return { ref, sha, path: parts.slice(count).join('/') };
    }
  }
  throw GitHubError.notFound();
}
