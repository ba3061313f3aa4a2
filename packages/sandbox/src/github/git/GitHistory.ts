import { LRUCache } from 'lru-cache';
import { reaches, straightLine } from './ancestry';
import { parseDiff, type FileDiff } from './diff';
import type { GitObjects } from './GitObjects';
import type { Commit } from './objects';
import { runGit } from './runGit';

/** How the commits of one bare repository relate: logs, common ancestors, merges and diffs, all by the real `git`. */
export class GitHistory {
  readonly #directory: string;
  readonly #objects: GitObjects;
  readonly #diffs = new LRUCache<string, FileDiff[]>({ max: 200 });
  readonly #merges = new LRUCache<string, { tree: string | null }>({
    max: 500,
  });
  readonly #bases = new LRUCache<string, { sha: string | undefined }>({
    max: 2000,
  });

  constructor(directory: string, objects: GitObjects) {
    this.#directory = directory;
    this.#objects = objects;
  }

  /** SHAs reachable from `revisions` (`^sha` excludes), newest first, that touch `path` if it is given. */
  async log(
    revisions: readonly string[],
    options: {
      path?: string;
      limit?: number;
      since?: string;
      until?: string;
      author?: string;
      reverse?: boolean;
      firstParent?: boolean;
    } = {},
  ): Promise<string[]> {
    const { stdout } = await runGit(this.#directory, [
      'rev-list',
      ...(options.limit === undefined ? [] : [`--max-count=${options.limit}`]),
      ...(options.since ? [`--since=${options.since}`] : []),
      ...(options.until ? [`--until=${options.until}`] : []),
      ...(options.author
        ? ['--fixed-strings', `--author=${options.author}`]
        : []),
      ...(options.reverse ? ['--reverse', '--topo-order'] : []),
      ...(options.firstParent ? ['--first-parent'] : []),
      ...revisions,
      '--',
      ...(options.path ? [`:(literal)${options.path}`] : []),
    ]);
    return stdout.toString('utf8').split('\n').filter(Boolean);
  }

  /** The commits that `head` has and `base` has not, oldest first. */
  async between(base: string, head: string): Promise<Commit[]> {
    const line = await straightLine(
      sha => this.#objects.commit(sha),
      base,
      head,
    );
    if (line) {
      return line;
    }
    const shas = await this.log([head, `^${base}`], { reverse: true });
    const commits = await Promise.all(
      shas.map(sha => this.#objects.commit(sha)),
    );
    return commits.filter(commit => commit !== undefined);
  }

  /** How many commits `head` has that `base` has not, and the reverse. */
  async aheadBehind(
    base: string,
    head: string,
  ): Promise<{ ahead: number; behind: number }> {
    const { stdout } = await runGit(this.#directory, [
      'rev-list',
      '--left-right',
      '--count',
      `${base}...${head}`,
    ]);
    const [behind, ahead] = stdout.toString('utf8').trim().split(/\s+/);
    return { ahead: Number(ahead), behind: Number(behind) };
  }

  /** The best common ancestor. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const key = `${one} ${other}`;
    const known = this.#bases.get(key);
    if (known) {
      return known.sha;
    }
    const sha = await this.#findMergeBase(one, other);
    this.#bases.set(key, { sha });
    return sha;
  }

  /** True when `ancestor` is reachable from `descendant`. */
  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return (await this.mergeBase(ancestor, descendant)) === ancestor;
  }

  /** Tree of the merge of two commits; null when they conflict. */
  async mergeTree(ours: string, theirs: string): Promise<string | null> {
    const key = `${ours} ${theirs}`;
    const known = this.#merges.get(key);
    if (known) {
      return known.tree;
    }
    const base = await this.mergeBase(ours, theirs);
    if (base === ours || base === theirs) {
      // Nothing to merge: one of them holds the other.
      const tip = await this.#objects.commit(base === ours ? theirs : ours);
      return tip?.tree ?? null;
    }
    const { code, stdout } = await runGit(
      this.#directory,
      [
        'merge-tree',
        '--write-tree',
        '--no-messages',
        '--allow-unrelated-histories',
        '-z',
        ours,
        theirs,
      ],
      { accept: [0, 1] },
    );
    const tree = code === 0 ? stdout.toString('utf8').slice(0, 40) : null;
    this.#merges.set(key, { tree });
    return tree;
  }

  /** How two commits or trees differ, with patches. */
  async diff(before: string, after: string): Promise<FileDiff[]> {
    const key = `${before} ${after}`;
    const known = this.#diffs.get(key);
    if (known) {
      return known;
    }
    const { stdout } = await runGit(this.#directory, [
      'diff-tree',
      '-r',
      '-M',
      '--raw',
      '--numstat',
      '--patch',
      '--full-index',
      '--no-color',
      '-z',
      before,
      after,
    ]);
    const files = parseDiff(stdout);
    this.#diffs.set(key, files);
    return files;
  }

  async #findMergeBase(
    one: string,
    other: string,
  ): Promise<string | undefined> {
    const read = (sha: string) => this.#objects.commit(sha);
    if (await reaches(read, other, one)) {
      return one;
    }
    if (await reaches(read, one, other)) {
      return other;
    }
    const { code, stdout } = await runGit(
      this.#directory,
      ['merge-base', one, other],
      { accept: [0, 1] },
    );
    return code === 0 ? stdout.toString('utf8').trim() : undefined;
  }
}
