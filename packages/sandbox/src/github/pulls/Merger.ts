import { roleAtLeast, type Accounts } from '../accounts/Accounts';
import type { Context } from '../Context';
import { ZERO_SHA } from '../git/GitRefs';
import { GitFailure } from '../git/runGit';
import { GitHubError } from '../GitHubError';
import type { PullsApi } from '../api';
import type { MergeMethod, Pull } from '../model';
import type { Pushes } from '../repositories/Pushes';
import { protectionOf } from '../store/protectionOf';
import type { Mergeability } from './Mergeability';
import { MergeCommits } from './MergeCommits';
import type { PullEvents } from './PullEvents';
import type { PullStore } from './PullStore';

/** Merges pull requests, when everything that protects their base is content. */
export class Merger {
  readonly #context: Context;
  readonly #accounts: Accounts;
  readonly #pulls: PullStore;
  readonly #events: PullEvents;
  readonly #mergeability: Mergeability;
  readonly #pushes: Pushes;
  readonly #commits: MergeCommits;

  constructor(options: {
    context: Context;
    accounts: Accounts;
    store: PullStore;
    events: PullEvents;
    mergeability: Mergeability;
    pushes: Pushes;
  }) {
    this.#context = options.context;
    this.#accounts = options.accounts;
    this.#pulls = options.store;
    this.#events = options.events;
    this.#mergeability = options.mergeability;
    this.#pushes = options.pushes;
    this.#commits = new MergeCommits(options);
  }

  /** Merges, or throws GitHub's 405 with what is still required. */
  merge(
    options: Parameters<PullsApi['merge']>[0],
  ): Promise<{ sha: string; pull: Pull }> {
    const { repo } = this.#pulls.require(options.repo, options.number);
    return this.#context
      .git(repo)
      .turn.runExclusive(() => this.#merge(options));
  }

  async #merge(options: Parameters<PullsApi['merge']>[0]) {
    const { repo, actor, method = 'merge' } = options;
    const pull = this.#pulls.require(repo, options.number);
    await this.#check(pull, options.sha, method, actor);

    const git = this.#context.git(repo);
    const { baseSha, headSha } = pull;
    const sha = await this.#commits.make(pull, method, options);
    const base = `refs/heads/${pull.baseRef}`;
    try {
      await git.refs.update([{ ref: base, sha, before: baseSha }]);
    } catch (error) {
      if (error instanceof GitFailure) {
        throw new GitHubError(
          405,
          'Base branch was modified. Review and try the merge again.',
        );
      }
      throw error;
    }
    const now = this.#context.store.now();
    Object.assign(pull, {
      state: 'closed',
      merged: true,
      mergedBy: actor,
      mergedAt: now,
      closedAt: now,
      mergeMethod: method,
      mergeCommitSha: sha,
      // Whoever looked at it since the base moved saw a pull request of which nothing is left.
      baseSha,
    });
    this.#pulls.save(pull);
    await this.#events.tell(pull, 'closed', actor);
    const byRun = actor === 'github-actions[bot]';
    await this.#pushes.record({
      repo,
      updates: [{ ref: base, before: baseSha, after: sha }],
      pusher: actor,
      byRun,
    });
    if (
      this.#context.store.repositories.get(repo.toLowerCase())
        ?.deleteBranchOnMerge
    ) {
      const head = `refs/heads/${pull.headRef}`;
      await git.refs.update([{ ref: head, sha: null, before: headSha }]);
      await this.#pushes.record({
        repo,
        updates: [{ ref: head, before: headSha, after: ZERO_SHA }],
        pusher: actor,
        byRun,
      });
    }
    return { sha, pull };
  }

  async #check(
    pull: Pull,
    sha: string | undefined,
    method: MergeMethod,
    actor: string,
  ): Promise<void> {
    if (pull.state !== 'open') {
      throw new GitHubError(405, 'Pull Request is not mergeable');
    }
    if (sha !== undefined && sha !== pull.headSha) {
      throw new GitHubError(
        409,
        'Head branch was modified. Review and try the merge again.',
      );
    }
    if (pull.draft) {
      throw new GitHubError(405, 'Pull Request is still a draft');
    }
    const repository = this.#context.store.repositories.get(
      pull.repo.toLowerCase(),
    );
    const protection = protectionOf(
      this.#context.store,
      pull.repo,
      pull.baseRef,
    );
    const allowed = {
      merge: repository?.allowMergeCommit && !protection?.requiredLinearHistory,
      squash: repository?.allowSquashMerge,
      rebase: repository?.allowRebaseMerge,
    };
    if (!allowed[method]) {
      const name = {
        merge: 'Merge commits',
        squash: 'Squash merges',
        rebase: 'Rebase merges',
      };
      throw new GitHubError(
        405,
        `${name[method]} are not allowed on this repository.`,
      );
    }
    await this.#mergeability.refresh(pull);
    const bypass =
      protection?.enforceAdmins === false &&
      roleAtLeast(this.#accounts.role(pull.repo, actor), 'admin');
    const blockers = bypass ? [] : await this.#mergeability.blockers(pull);
    if (blockers.length > 0) {
      throw new GitHubError(405, blockers.join(' '));
    }
    if (pull.mergeCommitSha === null) {
      throw new GitHubError(405, 'Pull Request is not mergeable');
    }
  }
}
