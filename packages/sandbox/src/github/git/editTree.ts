import type { GitRepository } from './GitRepository';
import type { TreeEntry } from './objects';
import { entryType } from './objects';

/** What becomes of a path: an object, or nothing. */
export type TreeEdit = { readonly mode: string; readonly sha: string } | null;

interface Folder {
  readonly files: Map<string, TreeEdit>;
  readonly folders: Map<string, Folder>;
}

/**
 * Writes the tree that results when paths are set or deleted below a tree, and returns its SHA. Folders that become
 * empty disappear. `base` undefined starts from nothing.
 */
export async function editTree(
  git: GitRepository,
  base: string | undefined,
  edits: ReadonlyMap<string, TreeEdit>,
): Promise<string> {
  const root: Folder = { files: new Map(), folders: new Map() };
  for (const [path, edit] of edits) {
    const names = path.split('/');
    const file = names.pop() ?? '';
    let folder = root;
    for (const name of names) {
      let below = folder.folders.get(name);
      if (!below) {
        below = { files: new Map(), folders: new Map() };
        folder.folders.set(name, below);
      }
      folder = below;
    }
    folder.files.set(file, edit);
  }
  return (await writeFolder(git, base, root)) ?? git.objects.writeTree([]);
}

async function writeFolder(
  git: GitRepository,
  base: string | undefined,
  folder: Folder,
): Promise<string | undefined> {
  const entries = new Map<string, TreeEntry>();
  for (const entry of (base && (await git.objects.tree(base))) || []) {
    entries.set(entry.name, entry);
  }
  for (const [name, edit] of folder.files) {
    if (edit) {
      entries.set(name, { name, ...edit });
    } else {
      entries.delete(name);
    }
  }
  for (const [name, below] of folder.folders) {
    const present = entries.get(name);
    const sha = await writeFolder(
      git,
      present && entryType(present.mode) === 'tree' ? present.sha : undefined,
      below,
    );
    if (sha) {
      entries.set(name, { name, mode: '040000', sha });
    } else if (present && entryType(present.mode) === 'tree') {
      entries.delete(name);
    }
  }
  return entries.size > 0
    ? git.objects.writeTree([...entries.values()])
    : undefined;
}

/** True for a path that may be in a repository: relative, no empty, `.`, `..` or `.git` part. */
export function isRepositoryPath(path: string): boolean {
  return (
    path.length > 0 &&
    path.length < 4096 &&
    !path.includes('\0') &&
    path
      .split('/')
      .every(
        part =>
          part !== '' &&
          part !== '.' &&
          part !== '..' &&
          part.toLowerCase() !== '.git',
      )
  );
}
