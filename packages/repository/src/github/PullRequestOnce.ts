import { ConflictError, ForwardedError, toError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import type { InfrastructureRepository } from './InfrastructureRepository';
import { noReplyAddress } from './noReplyAddress';
import type { RequestPull } from './RequestPull';
import type { Snapshot } from './Snapshot';
import { statusOf } from './statusOf';

/** Somebody whom a commit names. */
export interface Signature {
  readonly name: string;
  readonly email: string;
}

/** What a commit changes, and says of itself. */
export interface Change {
  /** The commit that it follows. */
  readonly base: Snapshot;
  /** New text by path; null removes the file. */
  readonly files: ReadonlyMap<string, string | null>;
  readonly message: string;
  /**
   * Whom it was made for; then it is committed by whose token it is.
   *
   * @default - whose token it is
   */
  readonly author?: Signature;
}

/** A pull request that is wanted, and how to tell whether it is there. */
export interface WantedPull {
  readonly title: string;
  /** Its text, or what writes it while the branch is made. */
  readonly body: string | (() => Promise<string>);
  /** Tells what is asked for from anything else: part of the keys under which a task remembers its steps. */
  readonly content: string;
  /**
   * The one that answers what is asked for, of all that were ever made from the branch, newest first; undefined if a new
   * one is needed. Throws if an open one asks for something else.
   */
  readonly recognize: (
    pulls: readonly RequestPull[],
  ) => Promise<RequestPull | undefined>;
  /**
   * Whether a branch without an open pull request holds what is asked for; otherwise it is moved. Throws if somebody else
   * may be about to use it.
   */
  readonly isHeldBy: (branch: Snapshot) => Promise<boolean>;
  /**
   * Called before anything is written; what it throws leaves no trace.
   *
   * @default - nothing is checked
   */
  readonly validate?: () => Promise<void>;
  /** Makes what is committed. */
  readonly change: () => Promise<Change>;
}

/** A pull request that is there. */
export type PullFound = Pick<
  RequestPull,
  'number' | 'url' | 'author' | 'headCommit' | 'labels' | 'state'
> & {
  /** True if this call opened it, or continued one that did. */
  readonly isNew: boolean;
};

/** Runs a step, unless the task remembers its result. */
export type Checkpoint = <T extends JsonValue>(step: {
  key: string;
  fn: () => Promise<T>;
}) => Promise<T>;

/**
 * One pull request from a branch, however often it is asked for.
 *
 * The branch's name follows from what is asked for, and Git lets only one creator of a branch win; GitHub in turn allows
 * one open pull request per branch. So at every moment the repository itself says how far it has come, and each step
 * first looks there. The checkpoint only spares a recovered task what it knows to be done: losing it, or the process between an
 * effect and the checkpoint, changes nothing.
 *
 * Order: commit (invisible until named), branch, pull request.
 */
export class PullRequestOnce {
  readonly #repository: InfrastructureRepository;
  readonly #branch: string;
  readonly #checkpoint: Checkpoint;

  constructor(options: {
    repository: InfrastructureRepository;
    branch: string;
    /** @default - nothing is remembered */
    checkpoint?: Checkpoint;
  }) {
    this.#repository = options.repository;
    this.#branch = options.branch;
    this.#checkpoint = options.checkpoint ?? (({ fn }) => fn());
  }

  /**
   * The pull request that answers what is asked for: one that is there already, or a new one.
   *
   * @throws ConflictError if another process took the branch meanwhile, and whatever the wanted pull request throws
   */
  async ensure(wanted: WantedPull): Promise<PullFound> {
    const pulls = await this.#repository.pullsOf(this.#branch);
    const known = await wanted.recognize(pulls);
    if (known) {
      return { ...known, isNew: false };
    }
    await wanted.validate?.();
    // A pull request that people closed does not count as this one, even if a checkpoint remembers it
    const key = `${this.#branch}.${wanted.content}.${pulls.length}`;
    const pull = await this.#checkpoint({
      key: `pull-request.${key}`,
      fn: async () => {
        const commit = await this.#commit(await wanted.change());
        const headCommit = await this.#push(commit, wanted);
        return { ...(await this.#open(headCommit, wanted)), headCommit };
      },
    });
    return { ...pull, labels: [], state: 'open', isNew: true };
  }

  /** Gives an open pull request another commit in place of those that it has. */
  async replace(change: Change): Promise<void> {
    await this.#move(await this.#commit(change));
  }

  async #commit(change: Change): Promise<string> {
    const { git } = this.#repository.octokit;
    const { author } = change;
    const [{ data: tree }, committer] = await Promise.all([
      git.createTree({
        ...this.#where(),
        base_tree: (await change.base.head()).tree,
        tree: [...change.files].map(([path, content]) => ({
          path,
          mode: '100644',
          type: 'blob',
          ...(content === null ? { sha: null } : { content }),
        })),
      }),
      author && this.#ownSignature(),
    ]);
    const date = new Date().toISOString();
    const { data: commit } = await git.createCommit({
      ...this.#where(),
      message: change.message,
      tree: tree.sha,
      parents: [change.base.commit],
      ...(author && {
        author: { ...author, date },
        committer: { ...committer, date },
      }),
    });
    return commit.sha;
  }

  /** Without it GitHub takes the author for the committer, whose address may be no account's. */
  async #ownSignature(): Promise<Signature> {
    const account = await this.#repository.account();
    const { host } = this.#repository.reference;
    return { name: account.login, email: noReplyAddress(account, host) };
  }

  /** Makes the branch, and returns the commit that it names: this one, or an earlier one with the same content. */
  async #push(commit: string, wanted: WantedPull): Promise<string> {
    try {
      await this.#repository.octokit.git.createRef({
        ...this.#where(),
        ref: `refs/heads/${this.#branch}`,
        sha: commit,
      });
      return commit;
    } catch (error) {
      const there =
        statusOf(error) === 422
          ? await this.#repository.branch(this.#branch)
          : undefined;
      if (!there) {
        throw error;
      }
      if (await wanted.isHeldBy(there)) {
        return there.commit;
      }
      // No pull request is open on it: what an abandoned or closed one left behind
      await this.#move(commit);
      return commit;
    }
  }

  async #move(commit: string): Promise<void> {
    await this.#repository.octokit.git.updateRef({
      ...this.#where(),
      ref: `heads/${this.#branch}`,
      sha: commit,
      force: true,
    });
  }

  async #open(
    headCommit: string,
    wanted: WantedPull,
  ): Promise<{ number: number; url: string; author: string }> {
    try {
      const { data } = await this.#repository.octokit.pulls.create({
        ...this.#where(),
        title: wanted.title,
        body:
          typeof wanted.body === 'string' ? wanted.body : await wanted.body(),
        head: this.#branch,
        base: this.#repository.reference.branch,
        maintainer_can_modify: true,
      });
      if (data.head.sha !== headCommit) {
        throw new ConflictError(
          `Another request took the branch ${this.#branch} while pull request #${data.number} was opened; look at ${data.html_url}`,
        );
      }
      const { number, html_url: url, user } = data;
      return { number, url, author: user.login };
    } catch (error) {
      if (statusOf(error) !== 422) {
        throw error;
      }
      const pulls = await this.#repository.pullsOf(this.#branch);
      const open = await wanted.recognize(
        pulls.filter(({ state }) => state === 'open'),
      );
      if (!open) {
        throw new ForwardedError(
          `GitHub refused to open a pull request from ${this.#branch}`,
          toError(error),
        );
      }
      const { number, url, author } = open;
      return { number, url, author };
    }
  }

  #where() {
    const { owner, repo } = this.#repository.reference;
    return { owner, repo };
  }
}
