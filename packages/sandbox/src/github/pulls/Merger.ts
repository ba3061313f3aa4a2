import { roleAtLeast, type Accounts } from '../accounts/Accounts';
import type { Context } from '../Context';
import type { GitRepository } from '../git/GitRepository';
import { ZERO_SHA } from '../git/GitRefs';
import type { Commit, Person } from '../git/objects';
import { GitFailure } from '../git/runGit';
import { GitHubError } from '../GitHubError';
import type { PullsApi } from '../GitHubSandbox';
import type { MergeMethod, Pull } from '../model';
import type { Pushes } from '../repositories/Pushes';
import type { Mergeability } from './Mergeability';
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
    const sha = await this.#makeCommit(git, pull, method, options);
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
    const protection = this.#context.store.protections.get(
      `${pull.repo}/${pull.baseRef}`,
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

  async #makeCommit(
    git: GitRepository,
    pull: Pull,
    method: MergeMethod,
    texts: { title?: string; message?: string; actor: string },
  ): Promise<string> {
    const actor = this.#person(texts.actor);
    if (method === 'rebase') {
      return this.#rebase(git, pull, actor.committer);
    }
    const tested =
      pull.mergeCommitSha && (await git.objects.commit(pull.mergeCommitSha));
    if (!tested) {
      throw new GitHubError(405, 'Pull Request is not mergeable');
    }
    if (method === 'merge') {
      const owner = pull.repo.split('/')[0];
      return git.objects.writeCommit({
        tree: tested.tree,
        parents: [pull.baseSha, pull.headSha],
        author: actor.author,
        committer: actor.committer,
        message: joinMessage(
          texts.title ??
            `Merge pull request #${pull.number} from ${owner}/${pull.headRef}`,
          texts.message ?? pull.title,
        ),
      }).sha;
    }
    const commits = await this.#mergeability.commits(pull);
    return git.objects.writeCommit({
      tree: tested.tree,
      parents: [pull.baseSha],
      author: squashAuthor(commits, actor.author),
      committer: actor.committer,
      message: squashMessage(pull, commits, texts),
    }).sha;
  }

  #person(login: string): { author: Person; committer: Person } {
    const user = this.#accounts.user(login);
    const when = { time: this.#context.store.seconds(), zone: '+0000' };
    return {
      author: { name: user?.name ?? login, email: user?.email ?? '', ...when },
      committer: { name: 'GitHub', email: 'noreply@localhost', ...when },
    };
  }

  async #rebase(
    git: GitRepository,
    pull: Pull,
    committer: Person,
  ): Promise<string> {
    let tip = pull.baseSha;
    for (const commit of await this.#mergeability.commits(pull)) {
      if (commit.parents.length > 1) {
        continue;
      }
      const tree = await pick(git, commit, tip, committer);
      if (tree === null) {
        throw new GitHubError(405, "This branch can't be rebased");
      }
      tip = git.objects.writeCommit({
        tree,
        parents: [tip],
        author: commit.author,
        committer,
        message: commit.message,
      }).sha;
    }
    return tip;
  }
}

/**
 * Tree of a commit's change put on another commit. Git 2.39 lets nobody choose the base of `merge-tree`, so two
 * helper commits are made whose only common ancestor is the picked commit's parent.
 */
async function pick(
  git: GitRepository,
  commit: Commit,
  onto: string,
  committer: Person,
): Promise<string | null> {
  const treeOf = async (sha: string | undefined) =>
    (sha && (await git.objects.commit(sha))?.tree) || git.objects.writeTree([]);
  const helper = (tree: string, parents: string[]) =>
    git.objects.writeCommit({
      tree,
      parents,
      author: committer,
      committer,
      message: 'rebase helper',
    }).sha;
  const base = helper(await treeOf(commit.parents[0]), []);
  const ours = helper(await treeOf(onto), [base]);
  const theirs = helper(commit.tree, [base]);
  return git.history.mergeTree(ours, theirs);
}

function joinMessage(title: string, body: string): string {
  return body.trim() ? `${title}\n\n${body.trim()}` : title;
}

/** The author whom all commits share, else whoever merges. */
function squashAuthor(commits: readonly Commit[], otherwise: Person): Person {
  const [first, ...rest] = commits;
  return first && rest.every(each => each.author.email === first.author.email)
    ? { ...first.author, time: otherwise.time, zone: otherwise.zone }
    : otherwise;
}

/** As GitHub's default: one commit keeps its own words, several are listed. */
function squashMessage(
  pull: Pull,
  commits: readonly Commit[],
  texts: { title?: string; message?: string },
): string {
  const [first] = commits;
  const alone = commits.length === 1;
  const subject = alone ? first.message.split('\n')[0] : pull.title;
  const body = alone
    ? first.message.split('\n').slice(1).join('\n')
    : commits.map(commit => `* ${commit.message}`).join('\n\n');
  return joinMessage(
    texts.title ?? `${subject} (#${pull.number})`,
    texts.message ?? body,
  );
}
