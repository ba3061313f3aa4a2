import { ForwardedError } from '@backstage/errors';
import type { Octokit } from '@octokit/rest';
import { unzipSync } from 'fflate';
import { createHash } from 'node:crypto';
import type { RepositoryReference } from '../reference/RepositoryReference';
import type { RepositoryFiles } from '../units/RepositoryFiles';
import type { ObjectCache } from './ObjectCache';
import { isNotFound } from './statusOf';

/** From so many files on, all of a commit are fetched at once: one by one, GitHub would count thousands of calls in an hour. */
const MANY = 100;

interface Entry {
  readonly path: string;
  readonly type: string;
  readonly sha: string;
}

/** Paths from the repository's root, and the SHAs of their blobs. */
type Listing = ReadonlyMap<string, string>;

/** What a commit says of itself. */
export interface CommitFacts {
  /** SHA of the root tree. */
  readonly tree: string;
  /** SHAs of the commits that it follows. */
  readonly parents: readonly string[];
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
}

/**
 * The files of a repository at one commit, read object by object. Only the folders at the root that are asked for are
 * listed, and every object is read once: between two readings of an unchanged branch nothing is read again, and after a
 * change only what changed.
 */
export class Snapshot implements RepositoryFiles {
  readonly commit: string;
  readonly #octokit: Octokit;
  readonly #repository: RepositoryReference;
  readonly #cache: ObjectCache;
  /** By name of the folder at the root; the files at the root itself are under the empty name. */
  readonly #listings = new Map<string, Promise<Listing>>();

  /** The snapshot at the head of a branch, or undefined if there is no such branch. */
  static async ofBranch(
    octokit: Octokit,
    repository: RepositoryReference,
    branch: string,
    cache: ObjectCache,
  ): Promise<Snapshot | undefined> {
    const { owner, repo } = repository;
    try {
      const { data } = await octokit.repos.getBranch({ owner, repo, branch });
      const { sha, commit, parents } = data.commit;
      const snapshot = new Snapshot(octokit, repository, sha, cache);
      await snapshot.#cached('commit', sha, async () =>
        toFacts({ ...commit, parents }),
      );
      return snapshot;
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  constructor(
    octokit: Octokit,
    repository: RepositoryReference,
    commit: string,
    cache: ObjectCache,
  ) {
    this.commit = commit;
    this.#octokit = octokit;
    this.#repository = repository;
    this.#cache = cache;
  }

  /** The commit itself. */
  async head(): Promise<CommitFacts> {
    return this.#cached('commit', this.commit, async where => {
      const { data } = await this.#octokit.git.getCommit({
        ...where,
        commit_sha: this.commit,
      });
      return toFacts(data);
    });
  }

  /** Paths and blob SHAs of all files below a folder such as `environments`; empty if there is no such folder. */
  async files(folder: string): Promise<Listing> {
    const [root, ...below] = folder.split('/');
    const listing = await this.#listing(root);
    return below.length === 0
      ? listing
      : new Map([...listing].filter(([path]) => path.startsWith(`${folder}/`)));
  }

  async list(folder: string): Promise<string[]> {
    return [...(await this.files(folder)).keys()];
  }

  async read(path: string): Promise<string | undefined> {
    const [root, ...below] = path.split('/');
    const listing = await this.#listing(below.length > 0 ? root : '');
    const blob = listing.get(path);
    if (blob === undefined) {
      return undefined;
    }
    return this.#cached('blob', blob, async where => {
      const { data } = await this.#octokit.git.getBlob({
        ...where,
        file_sha: blob,
      });
      return Buffer.from(data.content, 'base64').toString('utf8');
    });
  }

  /**
   * Has files at hand that are read next. Where many of them were never read, they come in one archive of the commit; what is not in
   * there as the listing says, since attributes of the repository change it, is read by itself later.
   */
  async prefetch(paths: readonly string[]): Promise<void> {
    const blobs = await Promise.all(
      paths.map(async path => {
        const [root, ...below] = path.split('/');
        const listing = await this.#listing(below.length > 0 ? root : '');
        return [path, listing.get(path)] as const;
      }),
    );
    const wanted = new Map(
      blobs.filter(
        (each): each is readonly [string, string] =>
          each[1] !== undefined && !this.#cache.has(this.#key('blob', each[1])),
      ),
    );
    if (wanted.size < MANY) {
      return;
    }
    const { owner, repo } = this.#repository;
    const { data } = await this.#octokit.repos.downloadZipballArchive({
      owner,
      repo,
      ref: this.commit,
    });
    // All is in one folder that is named after the commit.
    const pathOf = (name: string) => name.slice(name.indexOf('/') + 1);
    const files = unzipSync(new Uint8Array(data as ArrayBuffer), {
      filter: ({ name }) => wanted.has(pathOf(name)),
    });
    for (const [name, content] of Object.entries(files)) {
      const blob = wanted.get(pathOf(name));
      if (blob !== undefined && blob === blobSha(content)) {
        this.#cache.set(
          this.#key('blob', blob),
          Buffer.from(content).toString('utf8'),
        );
      }
    }
  }

  /** Kept with the snapshot, so that reading a thousand files takes their listing apart once. */
  #listing(root: string): Promise<Listing> {
    const known = this.#listings.get(root);
    if (known) {
      return known;
    }
    const listing = this.#list(root);
    this.#listings.set(root, listing);
    listing.catch(() => this.#listings.delete(root));
    return listing;
  }

  async #list(root: string): Promise<Listing> {
    const atRoot = await this.#entries((await this.head()).tree, false);
    if (root === '') {
      return blobsOf(atRoot, '');
    }
    const tree = atRoot.find(
      ({ path, type }) => path === root && type === 'tree',
    );
    return tree
      ? blobsOf(await this.#entries(tree.sha, true), `${root}/`)
      : new Map();
  }

  async #entries(tree: string, recursive: boolean): Promise<Entry[]> {
    const kind = recursive ? 'files' : 'tree';
    return this.#cached(kind, tree, async where => {
      const { data } = await this.#octokit.git.getTree({
        ...where,
        tree_sha: tree,
        ...(recursive && { recursive: 'true' }),
      });
      if (data.truncated) {
        throw new ForwardedError(
          `The files of ${this.#repository.fullName} cannot be read completely`,
          new Error('GitHub cut the listing of a folder short'),
        );
      }
      return data.tree.map(({ path = '', type = '', sha = '' }) => ({
        path,
        type,
        sha,
      }));
    });
  }

  #cached<T extends {}>(
    kind: string,
    sha: string,
    load: (where: { owner: string; repo: string }) => Promise<T>,
  ): Promise<T> {
    const { owner, repo } = this.#repository;
    return this.#cache.get(this.#key(kind, sha), () => load({ owner, repo }));
  }

  #key(kind: string, sha: string): string {
    return `${this.#repository.fullName}:${kind}:${sha}`;
  }
}

/** As Git names the content of a file. */
function blobSha(content: Uint8Array): string {
  return createHash('sha1')
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest('hex');
}

function blobsOf(entries: readonly Entry[], prefix: string): Listing {
  return new Map(
    entries
      .filter(({ type }) => type === 'blob')
      .map(({ path, sha }) => [`${prefix}${path}`, sha]),
  );
}

function toFacts(commit: {
  tree: { sha: string };
  parents: readonly { sha: string }[];
  message: string;
  committer: { date?: string } | null;
}): CommitFacts {
  return {
    tree: commit.tree.sha,
    parents: commit.parents.map(({ sha }) => sha),
    message: commit.message,
    committedAt: Date.parse(commit.committer?.date ?? ''),
  };
}
