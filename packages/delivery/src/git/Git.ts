import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { RepositoryFiles } from '@plinth/repository/units';
import { DeliveryError, messageOf } from '../errors';

const run = promisify(execFile);

/** A commit that changed a path, and when it was made. */
export interface PathChange {
  readonly commit: string;
  readonly at: Date;
}

/** Reads a checkout with the real `git`. Revisions that begin with a dash are refused, so none can act as an option. */
export class Git {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** The full SHA of a revision; throws a `DeliveryError` when there is none. */
  async commit(revision: string): Promise<string> {
    return (
      await this.#git([
        'rev-parse',
        '--verify',
        '--quiet',
        `${safe(revision)}^{commit}`,
      ])
    ).trim();
  }

  /** Where two branches parted. */
  async mergeBase(a: string, b: string): Promise<string> {
    return (await this.#git(['merge-base', safe(a), safe(b)])).trim();
  }

  /** The first parent; undefined for a root commit. */
  async parent(revision: string): Promise<string | undefined> {
    const line = await this.#git([
      'rev-list',
      '--parents',
      '-n',
      '1',
      safe(revision),
    ]);
    return line.trim().split(' ')[1];
  }

  /** Commits on the first-parent line that `head` has and `base` has not, oldest first. */
  async firstParentCommits(base: string, head: string): Promise<string[]> {
    const text = await this.#git([
      'rev-list',
      '--first-parent',
      '--reverse',
      `${safe(base)}..${safe(head)}`,
    ]);
    return text.split('\n').filter(Boolean);
  }

  /** Whether the whole history of `head` is known to contain `base`. */
  async isAncestor(base: string, head: string): Promise<boolean> {
    try {
      await this.#git(['merge-base', '--is-ancestor', safe(base), safe(head)]);
      return true;
    } catch {
      return false;
    }
  }

  /** Paths that differ between two commits; a rename counts as both its paths. */
  async changedPaths(base: string, head: string): Promise<string[]> {
    const text = await this.#git([
      'diff',
      '--name-only',
      '--no-renames',
      '-z',
      safe(base),
      safe(head),
      '--',
    ]);
    return text.split('\0').filter(Boolean);
  }

  /** The commit on the first-parent line of a revision that changed a path last; undefined when none did. */
  async lastChange(
    revision: string,
    path: string,
  ): Promise<PathChange | undefined> {
    const text = await this.#git([
      'log',
      '-1',
      '--first-parent',
      '--format=%H %cI',
      safe(revision),
      '--',
      path,
    ]);
    const [commit, at] = text.trim().split(' ');
    return at ? { commit, at: new Date(at) } : undefined;
  }

  /** Paths below the folders at a revision. */
  async list(revision: string, ...folders: string[]): Promise<string[]> {
    const text = await this.#git([
      'ls-tree',
      '-r',
      '--name-only',
      '-z',
      safe(revision),
      '--',
      ...folders,
    ]);
    return text.split('\0').filter(Boolean);
  }

  /** Texts of files at a commit, in their order; undefined for a path that is not there, or is no file. */
  async readAll(
    commit: string,
    paths: readonly string[],
  ): Promise<Array<string | undefined>> {
    if (paths.length === 0) {
      return [];
    }
    const asked = paths.map(path => {
      if (path.includes('\n')) {
        throw new DeliveryError(
          `"${path}" is not read: its name has a line break.`,
          'history',
        );
      }
      return `${safe(commit)}:${path}\n`;
    });
    const answer = await catFiles(this.root, asked.join(''));
    return splitAnswer(answer, paths.length);
  }

  /** The files at a revision. */
  at(revision: string): RepositoryFiles {
    return {
      list: folder => this.list(revision, `${folder}/`),
      read: async path => {
        const [text] = await this.readAll(revision, [path]);
        if (text === undefined) {
          // Of a revision that is not there nobody knows what is in it.
          await this.commit(revision);
        }
        return text;
      },
    };
  }

  /** Checks a commit out into a folder of its own. */
  async addWorktree(folder: string, revision: string): Promise<void> {
    await this.#git([
      'worktree',
      'add',
      '--detach',
      '--force',
      folder,
      safe(revision),
    ]);
  }

  /** Removes a folder made by `addWorktree`. */
  async removeWorktree(folder: string): Promise<void> {
    await this.#git(['worktree', 'remove', '--force', folder]);
  }

  async #git(args: string[]): Promise<string> {
    try {
      const { stdout } = await run('git', args, {
        cwd: this.root,
        maxBuffer: 64 * 1024 * 1024,
      });
      return stdout;
    } catch (error) {
      const stderr = (error as { stderr?: string }).stderr?.trim();
      throw new DeliveryError(
        `git ${args.join(' ')} failed: ${stderr || messageOf(error)}. Check out the repository with its full history (fetch-depth: 0).`,
        'history',
      );
    }
  }
}

/** One process for all files; one for each would take longer than the synthesis of many units. */
async function catFiles(root: string, asked: string): Promise<Buffer> {
  const child = spawn('git', ['cat-file', '--batch'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = once(child, 'close');
  child.stdin.end(asked);
  const [code] = await ended;
  if (code !== 0) {
    throw new DeliveryError(
      `git cat-file failed in ${root}. Check out the repository with its full history (fetch-depth: 0).`,
      'history',
    );
  }
  return Buffer.concat(chunks);
}

/** Takes apart what `git cat-file --batch` writes: for each object `<id> <type> <size>`, the content, and a line break. */
function splitAnswer(answer: Buffer, count: number): Array<string | undefined> {
  const texts: Array<string | undefined> = [];
  let at = 0;
  while (texts.length < count) {
    const end = answer.indexOf('\n', at);
    const found = /^[0-9a-f]+ (\w+) (\d+)$/.exec(
      answer.toString('utf8', at, end),
    );
    at = end + 1;
    if (!found) {
      texts.push(undefined);
      continue;
    }
    const size = Number(found[2]);
    texts.push(
      found[1] === 'blob' ? answer.toString('utf8', at, at + size) : undefined,
    );
    at += size + 1;
  }
  return texts;
}

function safe(revision: string): string {
  if (!/^[\w][\w./^~-]*$/.test(revision)) {
    throw new DeliveryError(
      `"${revision}" is not a git revision; give a branch, a tag or a SHA.`,
      'history',
    );
  }
  return revision;
}
