import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
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

/**
 * The objects of one bare repository: read through a long-lived `cat-file` and written as loose objects in Git's own
 * format, neither of which costs a process.
 */
export class GitObjects {
  readonly #directory: string;
  readonly #reader: ObjectReader;
  readonly #commits = new LRUCache<string, Commit>({ max: 5000 });
  readonly #trees = new LRUCache<string, TreeEntry[]>({ max: 5000 });

  constructor(directory: string) {
    this.#directory = directory;
    this.#reader = new ObjectReader(directory);
  }

  /** Ends the reading process. */
  close(): void {
    this.#reader.close();
  }

  /** The object with its bytes, by SHA or revision. */
  read(revision: string): Promise<RawObject | undefined> {
    return this.#reader.contents(revision);
  }

  /** Type and size without the bytes. */
  info(revision: string): Promise<RawObject | undefined> {
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

  #write(type: string, content: Buffer): string {
    const sha = objectSha(type, content);
    const folder = join(this.#directory, 'objects', sha.slice(0, 2));
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
