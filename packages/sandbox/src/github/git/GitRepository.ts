import { mkdirSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { reaches, straightLine } from './ancestry';
import { parseDiff, type FileDiff } from './diff';
import { LruCache } from './LruCache';
import { ObjectReader, type RawObject } from './ObjectReader';
import {
  decodeCommit,
  decodeTag,
  decodeTree,
  encodeCommit,
  encodeTag,
  encodeTree,
  objectSha,
  type Commit,
  type Tag,
  type TreeEntry,
} from './objects';
import { runGit, spawnGit } from './runGit';

/** A ref and what it points to. */
export interface Ref {
  readonly name: string;
  readonly sha: string;
  readonly type: string;
}

/** One change in a ref transaction. `before`: the value it must have; zeros for none; undefined for any. */
export interface RefUpdate {
  readonly ref: string;
  /** Null deletes. */
  readonly sha: string | null;
  readonly before?: string;
}

/** The SHA that stands for nothing. */
export const ZERO_SHA = '0'.repeat(40);

/**
 * One bare repository on disk. Objects are read through a long-lived `cat-file` and written as loose objects in
 * Git's own format, neither of which costs a process; refs, merges, diffs and logs are the work of the real `git`.
 */
export class GitRepository {
  readonly directory: string;
  readonly #reader: ObjectReader;
  readonly #commits = new LruCache<Commit>(5000);
  readonly #trees = new LruCache<TreeEntry[]>(5000);
  readonly #diffs = new LruCache<FileDiff[]>(200);
  readonly #merges = new LruCache<string | null>(500);
  readonly #bases = new LruCache<string | undefined>(2000);

  /** Makes the repository on disk. */
  static async init(
    directory: string,
    defaultBranch: string,
  ): Promise<GitRepository> {
    mkdirSync(directory, { recursive: true });
    await runGit(directory, [
      'init',
      '--quiet',
      '--bare',
      '--template=',
      `--initial-branch=${defaultBranch}`,
    ]);
    writeFileSync(
      join(directory, 'config'),
      [
        '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n\tlogallrefupdates = false',
        '[gc]\n\tauto = 0',
        '[receive]\n\tautogc = false\n\tfsckObjects = true\n\thideRefs = refs/pull',
        '[uploadpack]\n\tallowAnySHA1InWant = true\n\tallowFilter = true',
        '',
      ].join('\n'),
    );
    return new GitRepository(directory);
  }

  constructor(directory: string) {
    this.directory = directory;
    this.#reader = new ObjectReader(directory);
  }

  /** Ends the reading process. */
  close(): void {
    this.#reader.close();
  }

  /** What a revision (SHA, branch, tag, `HEAD`, full ref) means as a commit; undefined when nothing. */
  async resolve(revision: string): Promise<string | undefined> {
    if (/^[0-9a-f]{40}$/.test(revision)) {
      return (await this.#reader.info(`${revision}^{commit}`))?.sha;
    }
    if (!isRevision(revision)) {
      return undefined;
    }
    // As GitHub does: a branch before a tag of the same name.
    const candidates = revision.startsWith('refs/')
      ? [revision]
      : [
          `refs/heads/${revision}`,
          `refs/tags/${revision}`,
          `refs/${revision}`,
          ...(revision === 'HEAD' ? ['HEAD'] : []),
        ];
    for (const candidate of candidates) {
      const found = await this.#reader.info(`${candidate}^{commit}`);
      if (found) {
        return found.sha;
      }
    }
    if (/^[0-9a-f]{4,39}$/.test(revision)) {
      // The long-lived reader may not know new objects by a short name.
      const { code, stdout } = await runGit(
        this.directory,
        ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`],
        { accept: [0, 1, 128] },
      );
      return code === 0 ? stdout.toString('utf8').trim() : undefined;
    }
    return undefined;
  }

  /** What a full ref points to. */
  async ref(name: string): Promise<Ref | undefined> {
    if (!isRevision(name) || !name.startsWith('refs/')) {
      return undefined;
    }
    const found = await this.#reader.info(name);
    return found && { name, sha: found.sha, type: found.type };
  }

  /** Refs below a prefix such as `refs/heads/`, by name. */
  async refs(prefix = 'refs/'): Promise<Ref[]> {
    const { stdout } = await runGit(this.directory, [
      'for-each-ref',
      '--format=%(objectname) %(objecttype) %(refname)',
      prefix,
    ]);
    return stdout
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => {
        const [sha, type, ...name] = line.split(' ');
        return { sha, type, name: name.join(' ') };
      });
  }

  /** Changes refs together: all or none. Throws GitFailure when one is not as it should be before. */
  async updateRefs(updates: readonly RefUpdate[]): Promise<void> {
    if (updates.length === 0) {
      return;
    }
    const input = updates
      .map(({ ref, sha, before }) =>
        sha === null
          ? `delete ${ref}\0${before ?? ''}\0`
          : `update ${ref}\0${sha}\0${before ?? ''}\0`,
      )
      .join('');
    await runGit(this.directory, ['update-ref', '--stdin', '-z'], { input });
  }

  /**
   * Sets a ref below `refs/pull/`, which nobody but the sandbox writes: so it needs no process, only Git's own way
   * of replacing the file in one step.
   */
  setPullRef(number: number, name: 'head' | 'merge', sha: string): void {
    const folder = join(this.directory, 'refs', 'pull', String(number));
    mkdirSync(folder, { recursive: true });
    const draft = join(folder, `${name}.lock`);
    writeFileSync(draft, `${sha}\n`);
    renameSync(draft, join(folder, name));
  }

  /** The commits that `head` has and `base` has not, oldest first. */
  async commitsBetween(base: string, head: string): Promise<Commit[]> {
    const line = await straightLine(sha => this.commit(sha), base, head);
    if (line) {
      return line;
    }
    const shas = await this.log([head, `^${base}`], { reverse: true });
    const commits = await Promise.all(shas.map(sha => this.commit(sha)));
    return commits.filter(commit => commit !== undefined);
  }

  /** The object with its bytes, by SHA or revision. */
  object(revision: string): Promise<RawObject | undefined> {
    return this.#reader.contents(revision);
  }

  /** Type and size without the bytes. */
  objectInfo(revision: string): Promise<RawObject | undefined> {
    return this.#reader.info(revision);
  }

  async commit(sha: string): Promise<Commit | undefined> {
    const known = this.#commits.get(sha);
    if (known) {
      return known;
    }
    const object = await this.#reader.contents(sha);
    if (object?.type !== 'commit') {
      return undefined;
    }
    const commit = decodeCommit(object.sha, object.content);
    this.#commits.set(object.sha, commit);
    return commit;
  }

  async tag(sha: string): Promise<Tag | undefined> {
    const object = await this.#reader.contents(sha);
    return object?.type === 'tag'
      ? decodeTag(object.sha, object.content)
      : undefined;
  }

  /** Entries of a tree, by the SHA of the tree or of a commit. */
  async tree(sha: string): Promise<TreeEntry[] | undefined> {
    const known = this.#trees.get(sha);
    if (known) {
      return known;
    }
    const object = await this.#reader.contents(`${sha}^{tree}`);
    if (object?.type !== 'tree') {
      return undefined;
    }
    const entries = decodeTree(object.content);
    this.#trees.set(sha, entries);
    return entries;
  }

  /** The entry at a path below a commit or tree; undefined when there is none. The empty path has no entry. */
  async entry(sha: string, path: string): Promise<TreeEntry | undefined> {
    let at = sha;
    const names = path.split('/').filter(Boolean);
    for (const [index, name] of names.entries()) {
      const entry = (await this.tree(at))?.find(each => each.name === name);
      if (!entry || index === names.length - 1) {
        return entry;
      }
      at = entry.sha;
    }
    return undefined;
  }

  /** Bytes of a file below a commit or tree. */
  async file(sha: string, path: string): Promise<Buffer | undefined> {
    const entry = await this.entry(sha, path);
    const object = entry && (await this.#reader.contents(entry.sha));
    return object?.type === 'blob' ? object.content : undefined;
  }

  writeBlob(content: Buffer): string {
    return this.#write('blob', content);
  }

  writeTree(entries: readonly TreeEntry[]): string {
    return this.#write('tree', encodeTree(entries));
  }

  writeCommit(commit: Omit<Commit, 'sha'>): Commit {
    const sha = this.#write('commit', encodeCommit(commit));
    return { ...commit, sha };
  }

  writeTag(tag: Omit<Tag, 'sha'>): string {
    return this.#write('tag', encodeTag(tag));
  }

  /** The best common ancestor. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    const key = `${one} ${other}`;
    if (this.#bases.has(key)) {
      return this.#bases.get(key);
    }
    const base = await this.#findMergeBase(one, other);
    this.#bases.set(key, base);
    return base;
  }

  /** Tree of the merge of two commits; null when they conflict. */
  async mergeTree(ours: string, theirs: string): Promise<string | null> {
    const key = `${ours} ${theirs}`;
    const known = this.#merges.get(key);
    if (known !== undefined) {
      return known;
    }
    const base = await this.mergeBase(ours, theirs);
    if (base === ours || base === theirs) {
      // Nothing to merge: one of them holds the other.
      const tip = await this.commit(base === ours ? theirs : ours);
      return tip?.tree ?? null;
    }
    const { code, stdout } = await runGit(
      this.directory,
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
    this.#merges.set(key, tree);
    return tree;
  }

  /** How two commits or trees differ, with patches. */
  async diff(before: string, after: string): Promise<FileDiff[]> {
    const key = `${before} ${after}`;
    const known = this.#diffs.get(key);
    if (known) {
      return known;
    }
    const { stdout } = await runGit(this.directory, [
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
    const { stdout } = await runGit(this.directory, [
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

  /** How many commits `head` has that `base` has not, and the reverse. */
  async aheadBehind(
    base: string,
    head: string,
  ): Promise<{ ahead: number; behind: number }> {
    const { stdout } = await runGit(this.directory, [
      'rev-list',
      '--left-right',
      '--count',
      `${base}...${head}`,
    ]);
    const [behind, ahead] = stdout.toString('utf8').trim().split(/\s+/);
    return { ahead: Number(ahead), behind: Number(behind) };
  }

  /** True when `ancestor` is reachable from `descendant`. */
  async isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return (await this.mergeBase(ancestor, descendant)) === ancestor;
  }

  /** Streams an archive of a commit. */
  archive(sha: string, format: 'tar.gz' | 'zip', prefix: string) {
    return spawnGit(this.directory, [
      'archive',
      `--format=${format}`,
      `--prefix=${prefix}/`,
      sha,
    ]);
  }

  async #findMergeBase(
    one: string,
    other: string,
  ): Promise<string | undefined> {
    const read = (sha: string) => this.commit(sha);
    if (await reaches(read, other, one)) {
      return one;
    }
    if (await reaches(read, one, other)) {
      return other;
    }
    const { code, stdout } = await runGit(
      this.directory,
      ['merge-base', one, other],
      { accept: [0, 1] },
    );
    return code === 0 ? stdout.toString('utf8').trim() : undefined;
  }

  #write(type: string, content: Buffer): string {
    const sha = objectSha(type, content);
    const folder = join(this.directory, 'objects', sha.slice(0, 2));
    const file = join(folder, sha.slice(2));
    if (!existsSync(file)) {
      mkdirSync(folder, { recursive: true });
      const draft = `${file}.${process.pid}.tmp`;
      writeFileSync(
        draft,
        deflateSync(
          Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]),
          { level: 1 },
        ),
        { mode: 0o444 },
      );
      renameSync(draft, file);
    }
    return sha;
  }
}

/** True for names that Git takes as one ref or SHA, and not as an expression of several. */
export function isRevision(name: string): boolean {
  return (
    name.length > 0 &&
    !name.startsWith('-') &&
    !/\p{Cc}/u.test(name) &&
    !/[\s~^:?*[\\]|\.\.|@\{|\/\/|^\/|\/$|\.$|(^|\/)\.|\.lock(\/|$)/.test(name)
  );
}
