import { isRepositoryPath, type TreeEdit } from '../../../git/editTree';
import type { GitRepository } from '../../../git/GitRepository';
import { entryType } from '../../../git/objects';
import { GitHubError } from '../../../GitHubError';
import { isObject, sha } from '../../Call';

const MODES = ['100644', '100755', '040000', '160000', '120000'];

/** Reads the entries of a new tree from a request's body, writing the blobs whose content stands there. */
export async function treeEdits(
  git: GitRepository,
  value: unknown,
): Promise<Map<string, TreeEdit>> {
  if (!Array.isArray(value)) {
    throw GitHubError.missing('Tree', 'tree');
  }
  const edits = new Map<string, TreeEdit>();
  for (const item of value) {
    if (!isObject(item) || typeof item.path !== 'string') {
      throw new GitHubError(422, 'tree.path is missing');
    }
    const path = item.path.replace(/^\//, '');
    if (!isRepositoryPath(path)) {
      throw new GitHubError(
        422,
        'tree.path contains a malformed path component',
      );
    }
    if (item.sha === null) {
      edits.set(path, null);
      continue;
    }
    const mode = typeof item.mode === 'string' ? item.mode : '100644';
    if (!MODES.includes(mode)) {
      throw new GitHubError(422, `tree.mode ${mode} is not valid`);
    }
    if (typeof item.content === 'string') {
      edits.set(path, {
        mode,
        sha: git.objects.writeBlob(Buffer.from(item.content)),
      });
      continue;
    }
    if (typeof item.sha !== 'string') {
      throw new GitHubError(422, 'Must supply either tree.sha or tree.content');
    }
    const object =
      mode === '160000' ? undefined : await git.objects.info(sha(item.sha));
    if (mode !== '160000' && object?.type !== entryType(mode)) {
      throw new GitHubError(
        422,
        `tree.sha ${item.sha} is not a valid ${entryType(mode)}`,
      );
    }
    edits.set(path, { mode, sha: item.sha });
  }
  return edits;
}
