import type { Accounts } from '../accounts/Accounts';
import type { Context } from '../Context';
import type { GitRepository } from '../git/GitRepository';
import type { Commit, Person } from '../git/objects';
import { GitHubError } from '../GitHubError';
import type { MergeMethod, Pull } from '../model';
import type { Mergeability } from './Mergeability';

/** Makes the commits with which pull requests are merged. */
export class MergeCommits {
  readonly #context: Context;
  readonly #accounts: Accounts;
  readonly #mergeability: Mergeability;

  constructor(options: {
    context: Context;
    accounts: Accounts;
    mergeability: Mergeability;
  }) {
    this.#context = options.context;
    this.#accounts = options.accounts;
    this.#mergeability = options.mergeability;
  }

  /** Makes the commit, and returns its SHA. Throws 405 when the pull request conflicts with its base. */
  async make(
    pull: Pull,
    method: MergeMethod,
    texts: { title?: string; message?: string; actor: string },
  ): Promise<string> {
    const git = this.#context.git(pull.repo);
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
      committer: { name: 'GitHub', email: 'noreply@github.localhost', ...when },
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
