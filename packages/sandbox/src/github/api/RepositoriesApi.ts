import type { BranchProtection, Repository, Ruleset } from '../model';

/** Name and address in a commit. */
export interface Signature {
  readonly name: string;
  readonly email: string;
}

/** A change to make as one commit: text or bytes by path; null deletes the path. */
export interface FileChanges {
  readonly [path: string]:
    string | Buffer | { content: string | Buffer; executable: boolean } | null;
}

/** Repositories and what is in them. `repo` is always `owner/name`. */
export interface RepositoriesApi {
  create(options: {
    owner: string;
    name: string;
    description?: string;
    private?: boolean;
    defaultBranch?: string;
    autoInit?: boolean;
    /** Default: false, as in repositories made before July 2026. */
    immutableSubject?: boolean;
    creator: string;
  }): Promise<Repository>;
  get(repo: string): Repository | undefined;
  update(
    repo: string,
    change: Partial<
      Pick<
        Repository,
        | 'description'
        | 'private'
        | 'archived'
        | 'topics'
        | 'allowMergeCommit'
        | 'allowSquashMerge'
        | 'allowRebaseMerge'
        | 'deleteBranchOnMerge'
        | 'immutableSubject'
        | 'collaborators'
        | 'teams'
      >
    >,
  ): Repository;
  /** Protects a branch by the older kind of protection. */
  protect(
    repo: string,
    branch: string,
    protection: Partial<BranchProtection>,
  ): void;
  unprotect(repo: string, branch: string): void;
  /** Makes a ruleset, or changes the one of that name; its body is that of GitHub's API. */
  setRuleset(
    repo: string,
    body: { name: string; enforcement: string },
  ): Ruleset;
  /** What protects a branch, by protection and rulesets together. */
  protection(repo: string, branch: string): BranchProtection | undefined;
  /** Path of the bare repository on disk, for `git`. */
  gitDirectory(repo: string): string;
  /**
   * Makes one commit on a branch and moves the branch to it, as a push by `pusher` would, without asking the
   * branch's protection. The branch is made from `from` (default: the default branch) if it is not there.
   * Returns the commit's SHA.
   */
  commit(
    repo: string,
    options: {
      branch: string;
      from?: string;
      message: string;
      changes: FileChanges;
      author: Signature;
      committer?: Signature;
      pusher: string;
    },
  ): Promise<string>;
  /** SHA that a branch, tag or SHA means; undefined when there is none. */
  resolve(repo: string, revision: string): Promise<string | undefined>;
  /** Bytes of a file at a revision; undefined when there is none. */
  readFile(
    repo: string,
    revision: string,
    path: string,
  ): Promise<Buffer | undefined>;
}
