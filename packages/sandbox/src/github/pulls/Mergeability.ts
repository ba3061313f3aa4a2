import {
  CODEOWNERS_FILES,
  ownersOf,
  parseCodeOwners,
} from '@plinth/repository';
import { roleAtLeast, type Accounts } from '../accounts/Accounts';
import type { Checks } from '../checks/Checks';
import type { Context } from '../Context';
import type { FileDiff } from '../git/diff';
import type { Commit } from '../git/objects';
import type { Pull } from '../model';
import type { PullDetails } from '../views/pullViews';
import { protectionOf } from '../store/protectionOf';
import { mergeBlockers } from './blockers';
import type { PullStore } from './PullStore';

/** Whether a pull request can be merged, and what it would change. */
export class Mergeability {
  readonly #context: Context;
  readonly #accounts: Accounts;
  readonly #checks: Checks;
  readonly #pulls: PullStore;

  constructor(options: {
    context: Context;
    accounts: Accounts;
    checks: Checks;
    pulls: PullStore;
  }) {
    this.#context = options.context;
    this.#accounts = options.accounts;
    this.#checks = options.checks;
    this.#pulls = options.pulls;
  }

  /**
   * Makes the test merge of an open pull request anew if its head or base moved, and sets `refs/pull/N/merge` to it.
   * Does nothing to a closed one.
   */
  async refresh(pull: Pull): Promise<void> {
    if (pull.state !== 'open') {
      return;
    }
    const { store } = this.#context;
    const git = this.#context.git(pull.repo);
    const base = await git.refs.resolve(`refs/heads/${pull.baseRef}`);
    if (!base) {
      pull.mergeCommitSha = null;
      this.#pulls.keep(pull);
      return;
    }
    const present =
      pull.mergeCommitSha && (await git.objects.commit(pull.mergeCommitSha));
    if (
      present &&
      present.parents[0] === base &&
      present.parents[1] === pull.headSha
    ) {
      return;
    }
    const head = pull.headSha;
    const tree = await git.history.mergeTree(base, head);
    if (pull.state !== 'open' || pull.headSha !== head) {
      // Closed, merged or pushed to meanwhile: whoever did that has seen to it.
      return;
    }
    pull.baseSha = base;
    const author = {
      name: 'GitHub',
      email: 'noreply@github.localhost',
      time: store.seconds(),
      zone: '+0000',
    };
    pull.mergeCommitSha =
      tree &&
      git.objects.writeCommit({
        tree,
        parents: [base, head],
        author,
        committer: author,
        message: `Merge ${head} into ${base}`,
      }).sha;
    this.#pulls.keep(pull);
    if (pull.mergeCommitSha) {
      git.refs.setPull(pull.number, 'merge', pull.mergeCommitSha);
    }
  }

  /** What the pull request changes, seen from where it left its base. */
  async files(pull: Pull): Promise<FileDiff[]> {
    const git = this.#context.git(pull.repo);
    const base = await git.history.mergeBase(pull.baseSha, pull.headSha);
    return git.history.diff(base ?? git.objects.writeTree([]), pull.headSha);
  }

  /** The commits of the pull request, oldest first. */
  async commits(pull: Pull): Promise<Commit[]> {
    return this.#context
      .git(pull.repo)
      .history.between(pull.baseSha, pull.headSha);
  }

  /** For each set of code owners whose files the pull request touches, the people in it. */
  async ownerGroups(
    pull: Pull,
  ): Promise<{ owners: readonly string[]; people: string[] }[]> {
    const git = this.#context.git(pull.repo);
    let text: string | undefined;
    for (const path of CODEOWNERS_FILES) {
      text ??= (await git.objects.file(pull.baseSha, path))?.toString('utf8');
    }
    if (text === undefined) {
      return [];
    }
    const rules = parseCodeOwners(text);
    const groups = new Map<string, readonly string[]>();
    for (const file of await this.files(pull)) {
      const owners = ownersOf(rules, file.path);
      if (owners.length > 0) {
        groups.set(owners.join(' '), owners);
      }
    }
    return [...groups.values()].map(owners => ({
      owners,
      people: owners.flatMap(owner => this.#people(owner)),
    }));
  }

  /** Why the base branch's protection refuses the pull request now. */
  async blockers(pull: Pull): Promise<string[]> {
    const protection = protectionOf(
      this.#context.store,
      pull.repo,
      pull.baseRef,
    );
    if (!protection) {
      return [];
    }
    const git = this.#context.git(pull.repo);
    const base = await git.refs.resolve(`refs/heads/${pull.baseRef}`);
    return mergeBlockers({
      protection,
      reviews: this.#pulls.reviews(pull.repo, pull.number),
      mayApprove: login =>
        login !== pull.author &&
        roleAtLeast(this.#accounts.role(pull.repo, login), 'write'),
      check: (context, app) =>
        this.#checks.states(pull.repo, pull.headSha, app).get(context),
      behind:
        base !== undefined &&
        protection.requiredStatusChecks?.strict === true &&
        !(await git.history.isAncestor(base, pull.headSha)),
      ownerGroups: protection.requiredReviews?.requireCodeOwners
        ? (await this.ownerGroups(pull)).map(group => group.people)
        : [],
      lastPusher: pull.lastPusher,
    });
  }

  /** What the view of a single pull request tells. */
  async details(pull: Pull): Promise<PullDetails> {
    await this.refresh(pull);
    const [files, commits, state] = await Promise.all([
      this.files(pull),
      this.commits(pull),
      this.#state(pull),
    ]);
    return {
      mergeable: pull.state === 'open' ? pull.mergeCommitSha !== null : null,
      mergeableState: state,
      commits: commits.length,
      additions: files.reduce((total, file) => total + file.additions, 0),
      deletions: files.reduce((total, file) => total + file.deletions, 0),
      changedFiles: files.length,
    };
  }

  async #state(pull: Pull): Promise<string> {
    if (pull.state !== 'open') {
      return 'unknown';
    }
    if (pull.mergeCommitSha === null) {
      return 'dirty';
    }
    if (pull.draft) {
      return 'draft';
    }
    if ((await this.blockers(pull)).length > 0) {
      return 'blocked';
    }
    const checks = [...this.#checks.states(pull.repo, pull.headSha).values()];
    return checks.every(state => state === 'success') ? 'clean' : 'unstable';
  }

  #people(owner: string): string[] {
    if (!owner.startsWith('@')) {
      const user = this.#accounts.userByEmail(owner);
      return user ? [user.login] : [];
    }
    const [organization, slug] = owner.slice(1).split('/');
    return slug === undefined
      ? [organization]
      : (this.#accounts.team(organization, slug)?.members ?? []);
  }
}
