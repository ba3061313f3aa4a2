import { ForwardedError } from '@backstage/errors';
import type { Octokit } from '@octokit/rest';
import type { RepositoryFiles } from '@plinth/repository';
import type { ObjectCache } from './ObjectCache';
import type { RepositoryReference } from '@plinth/plugin-environments-node';

interface Entry {
  readonly path: string;
  readonly type: string;
  readonly sha: string;
}

/** What a commit says of itself. */
export interface CommitFacts {
  /** SHA of the root tree. */
  readonly tree: string;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly committedAt: number;
}

/**
 * The files of a repository at one commit, read object by object. Only the folders that are asked for are listed,
 * and every object is read once: between two requests on an unchanged branch nothing is read again.
 */
export class Snapshot implements RepositoryFiles {
  readonly commit: string;
  readonly #octokit: Octokit;
  readonly #repository: RepositoryReference;
  readonly #cache: ObjectCache;

  /** The snapshot at the head of a branch, or undefined if there is no such branch. */
  static async ofBranch(
    octokit: Octokit,
    repository: RepositoryReference,
    branch: string,
    cache: ObjectCache,
  ): Promise<Snapshot | undefined> {
    const { owner, repo } = repository;
    try {
      const { data } = await octokit.git.getRef({
        owner,
        repo,
        ref: `heads/${branch}`,
      });
      return new Snapshot(octokit, repository, data.object.sha, cache);
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
      return {
        tree: data.tree.sha,
        message: data.message,
        committedAt: Date.parse(data.committer.date),
      };
    });
  }

  /** Paths and blob SHAs of all files below a folder such as `environments`; empty if there is no such folder. */
  async files(folder: string): Promise<ReadonlyMap<string, string>> {
    let tree: string | undefined = (await this.head()).tree;
    for (const segment of folder.split('/')) {
      const entries: Entry[] = await this.#entries(tree, false);
      tree = entries.find(
        ({ path, type }) => path === segment && type === 'tree',
      )?.sha;
      if (!tree) {
        return new Map();
      }
    }
    const entries = await this.#entries(tree, true);
    return new Map(
      entries
        .filter(({ type }) => type === 'blob')
        .map(({ path, sha }) => [`${folder}/${path}`, sha]),
    );
  }

  async list(folder: string): Promise<string[]> {
    return [...(await this.files(folder)).keys()];
  }

  async read(path: string): Promise<string | undefined> {
    const at = path.indexOf('/');
    const sha =
      at < 0
        ? (await this.#entries((await this.head()).tree, false)).find(
            entry => entry.path === path && entry.type === 'blob',
          )?.sha
        : (await this.files(path.slice(0, at))).get(path);
    return sha === undefined ? undefined : this.blob(sha);
  }

  /** The text of a blob. */
  async blob(sha: string): Promise<string> {
    return this.#cached('blob', sha, async where => {
      const { data } = await this.#octokit.git.getBlob({
        ...where,
        file_sha: sha,
      });
      return Buffer.from(data.content, 'base64').toString('utf8');
    });
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
          `The units of ${this.#repository.fullName} cannot be read completely`,
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

  #cached<T>(
    kind: string,
    sha: string,
    load: (where: { owner: string; repo: string }) => Promise<T>,
  ): Promise<T> {
    const { owner, repo, fullName } = this.#repository;
    return this.#cache.get(`${fullName}:${kind}:${sha}`, () =>
      load({ owner, repo }),
    );
  }
}

/** True for GitHub's answer that a thing does not exist. */
export function isNotFound(error: unknown): boolean {
  return statusOf(error) === 404;
}

/** The HTTP status of an error that Octokit threw. */
export function statusOf(error: unknown): number | undefined {
  return typeof error === 'object' && error !== null && 'status' in error
    ? Number(error.status)
    : undefined;
}
