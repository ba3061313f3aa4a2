import { rm } from 'node:fs/promises';
import type { Accounts } from '../accounts/Accounts';
import { assertFeature } from '../accounts/plans';
import type { Context } from '../Context';
import { editTree, isRepositoryPath, type TreeEdit } from '../git/editTree';
import { isRevision, ZERO_SHA } from '../git/GitRefs';
import { GitRepository } from '../git/GitRepository';
import type { Person } from '../git/objects';
import { GitHubError } from '../GitHubError';
import type { FileChanges, RepositoriesApi, Signature } from '../api';
import type { BranchProtection, Repository, Ruleset } from '../model';
import type { Store } from '../store/Store';
import type { Json } from '../views/Views';
import type { GitRepositories } from './GitRepositories';
import { protectionOf } from '../store/protectionOf';
import { readRuleset } from './readRuleset';
import type { Pushes } from './Pushes';

const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** Repositories: their settings, protection, and commits made without a working copy. */
export class Repositories implements RepositoriesApi {
  readonly #context: Context;
  readonly #store: Store;
  readonly #accounts: Accounts;
  readonly #gits: GitRepositories;
  readonly #pushes: Pushes;

  constructor(options: {
    context: Context;
    accounts: Accounts;
    gits: GitRepositories;
    pushes: Pushes;
  }) {
    this.#context = options.context;
    this.#store = options.context.store;
    this.#accounts = options.accounts;
    this.#gits = options.gits;
    this.#pushes = options.pushes;
  }

  async create(
    options: Parameters<RepositoriesApi['create']>[0],
  ): Promise<Repository> {
    const { owner, name } = options;
    if (!NAME.test(name) || /^\.\.?$|\.git$/.test(name)) {
      throw GitHubError.invalid(
        'Repository',
        'name',
        `"${name}" is not a name`,
      );
    }
    if (!this.#accounts.user(owner) && !this.#accounts.organization(owner)) {
      throw GitHubError.notFound();
    }
    if (this.get(`${owner}/${name}`)) {
      throw new GitHubError(422, 'Repository creation failed.', [
        {
          resource: 'Repository',
          code: 'custom',
          field: 'name',
          message: 'name already exists on this account',
        },
      ]);
    }
    const now = this.#store.now();
    const repository: Repository = {
      id: this.#store.nextId(),
      owner,
      name,
      fullName: `${owner}/${name}`,
      description: options.description ?? '',
      private: options.private ?? false,
      defaultBranch: options.defaultBranch ?? 'main',
      archived: false,
      topics: [],
      allowMergeCommit: true,
      allowSquashMerge: true,
      allowRebaseMerge: true,
      deleteBranchOnMerge: false,
      immutableSubject: options.immutableSubject ?? false,
      collaborators: {},
      createdAt: now,
      updatedAt: now,
      pushedAt: now,
    };
    // Known before the first await, so that a second request for the same name is refused.
    this.#store.repositories.put(repository.fullName.toLowerCase(), repository);
    const directory = this.#gits.directory(repository);
    await rm(directory, { recursive: true, force: true });
    const git = await GitRepository.init(directory, repository.defaultBranch);
    git.close();
    if (options.autoInit) {
      const creator = this.#accounts.user(options.creator);
      await this.commit(repository.fullName, {
        branch: repository.defaultBranch,
        message: 'Initial commit',
        changes: {
          'README.md': `# ${name}\n${repository.description ? `\n${repository.description}\n` : ''}`,
        },
        author: {
          name: creator?.name ?? options.creator,
          email: creator?.email ?? '',
        },
        pusher: options.creator,
      });
    }
    this.#context.notifier.notify(
      repository.fullName,
      'repository',
      options.creator,
      () => ({ action: 'created' }),
    );
    return repository;
  }

  get(repo: string): Repository | undefined {
    return this.#store.repositories.get(repo.toLowerCase());
  }

  /** The repository, or 404. */
  require(repo: string): Repository {
    const repository = this.get(repo);
    if (!repository) {
      throw GitHubError.notFound();
    }
    return repository;
  }

  /** Those of an owner; of all without one. */
  list(owner?: string): Repository[] {
    return this.#store.repositories
      .values()
      .filter(
        each =>
          owner === undefined ||
          each.owner.toLowerCase() === owner.toLowerCase(),
      );
  }

  update(
    repo: string,
    change: Partial<Omit<Repository, 'id' | 'owner' | 'name' | 'fullName'>>,
  ): Repository {
    const repository = this.require(repo);
    Object.assign(repository, change, { updatedAt: this.#store.now() });
    this.#store.repositories.put(repository.fullName.toLowerCase(), repository);
    return repository;
  }

  protect(
    repo: string,
    branch: string,
    protection: Partial<BranchProtection>,
  ): void {
    const repository = this.require(repo);
    const { fullName } = repository;
    assertFeature(this.#accounts, repository, 'branch-protection');
    this.#store.protections.put(`${fullName}/${branch}`, {
      requiredStatusChecks: null,
      requiredReviews: null,
      enforceAdmins: true,
      requiredLinearHistory: false,
      allowForcePushes: false,
      allowDeletions: false,
      ...protection,
    });
  }

  unprotect(repo: string, branch: string): void {
    this.#store.protections.delete(`${repo}/${branch}`);
  }

  protection(repo: string, branch: string): BranchProtection | undefined {
    return protectionOf(this.#store, repo, branch);
  }

  setRuleset(
    repo: string,
    body: { name: string; enforcement: string },
  ): Ruleset {
    const { fullName } = this.require(repo);
    const found = this.rulesets(fullName).find(
      ({ name }) => name === body.name,
    );
    return this.saveRuleset(fullName, found?.id, { ...body });
  }

  /** All of a repository, whether they are in force or not. */
  rulesets(repo: string): Ruleset[] {
    return this.#store.rulesets.values().filter(each => each.repo === repo);
  }

  /**
   * Makes a ruleset of a body, or changes the one with a number by what the body says.
   *
   * @throws GitHubError 422 for what GitHub refuses
   */
  saveRuleset(repo: string, id: number | undefined, body: Json): Ruleset {
    const present = this.rulesets(repo).find(each => each.id === id);
    const now = this.#store.now();
    const ruleset: Ruleset = {
      include: [],
      exclude: [],
      rules: [],
      bypass: [],
      ...(present
        ? { ...present, ...readRuleset(body, []) }
        : {
            ...readRuleset(body, ['name', 'enforcement']),
            id: this.#store.nextId(),
            repo,
            createdAt: now,
          }),
      updatedAt: now,
    };
    if (
      this.rulesets(repo).some(
        each => each.name === ruleset.name && each.id !== ruleset.id,
      )
    ) {
      throw GitHubError.invalid('Ruleset', 'name', 'Name must be unique');
    }
    this.#store.rulesets.put(String(ruleset.id), ruleset);
    return ruleset;
  }

  /** The older kind of protection, without what rulesets say. */
  classicProtection(
    repo: string,
    branch: string,
  ): BranchProtection | undefined {
    return this.#store.protections.get(`${repo}/${branch}`);
  }

  gitDirectory(repo: string): string {
    return this.#gits.directory(this.require(repo));
  }

  resolve(repo: string, revision: string): Promise<string | undefined> {
    return this.#context.git(repo).refs.resolve(revision);
  }

  async readFile(
    repo: string,
    revision: string,
    path: string,
  ): Promise<Buffer | undefined> {
    const git = this.#context.git(repo);
    const sha = await git.refs.resolve(revision);
    return sha === undefined ? undefined : git.objects.file(sha, path);
  }

  async commit(
    repo: string,
    options: Parameters<RepositoriesApi['commit']>[1],
  ): Promise<string> {
    const repository = this.require(repo);
    const git = this.#context.git(repo);
    const ref = `refs/heads/${options.branch}`;
    if (!isRevision(ref)) {
      throw GitHubError.invalid(
        'Reference',
        'ref',
        `"${options.branch}" is not a branch name`,
      );
    }
    const before = await git.refs.resolve(ref);
    const parent =
      before ??
      (await git.refs.resolve(options.from ?? repository.defaultBranch));
    const edits = new Map<string, TreeEdit>();
    for (const [path, change] of Object.entries(options.changes)) {
      if (!isRepositoryPath(path)) {
        throw GitHubError.invalid('Commit', 'path', `"${path}" is not a path`);
      }
      edits.set(path, change === null ? null : writeChange(git, change));
    }
    const base = parent && (await git.objects.commit(parent))?.tree;
    const tree = await editTree(git, base, edits);
    const { sha } = git.objects.writeCommit({
      tree,
      parents: parent ? [parent] : [],
      author: this.person(options.author),
      committer: this.person(options.committer ?? options.author),
      message: options.message,
    });
    await git.refs.update([{ ref, sha, before: before ?? ZERO_SHA }]);
    await this.#pushes.record({
      repo: repository.fullName,
      updates: [{ ref, before: before ?? ZERO_SHA, after: sha }],
      pusher: options.pusher,
    });
    return sha;
  }

  /** A signature with the clock's time. */
  person(signature: Signature): Person {
    return { ...signature, time: this.#store.seconds(), zone: '+0000' };
  }
}

function writeChange(
  git: GitRepository,
  change: NonNullable<FileChanges[string]>,
): TreeEdit {
  const whole =
    typeof change === 'string' || Buffer.isBuffer(change)
      ? { content: change, executable: false }
      : change;
  return {
    mode: whole.executable ? '100755' : '100644',
    sha: git.objects.writeBlob(Buffer.from(whole.content)),
  };
}
