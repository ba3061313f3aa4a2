import type { Accounts } from '../accounts/Accounts';
import type { Context } from '../Context';
import { isRevision, ZERO_SHA } from '../git/GitRefs';
import { GitHubError } from '../GitHubError';
import type { PullsApi } from '../api';
import { assertLength } from '../lengths';
import type { Pull } from '../model';
import type { MovedRef, Push, Pushes } from '../repositories/Pushes';
import type { Json, Views } from '../views/Views';
import { Comments } from './Comments';
import { Labels } from './Labels';
import { Merger } from './Merger';
import type { Mergeability } from './Mergeability';
import type { PullEvents } from './PullEvents';
import type { PullStore } from './PullStore';
import { ReviewRequests } from './ReviewRequests';
import { Reviews } from './Reviews';

/** Pull requests: their life from opening to merge or closing. */
export class Pulls implements PullsApi {
  readonly #context: Context;
  readonly #accounts: Accounts;
  readonly #views: Views;
  readonly #store: PullStore;
  readonly #events: PullEvents;
  readonly #mergeability: Mergeability;
  readonly labels: Labels;
  readonly reviewRequests: ReviewRequests;
  readonly #reviews: Reviews;
  readonly #comments: Comments;
  readonly #merger: Merger;

  constructor(options: {
    context: Context;
    accounts: Accounts;
    views: Views;
    store: PullStore;
    events: PullEvents;
    mergeability: Mergeability;
    pushes: Pushes;
  }) {
    this.#context = options.context;
    this.#accounts = options.accounts;
    this.#views = options.views;
    this.#store = options.store;
    this.#events = options.events;
    this.#mergeability = options.mergeability;
    this.labels = new Labels(options);
    this.reviewRequests = new ReviewRequests(options);
    this.#reviews = new Reviews(options);
    this.#comments = new Comments(options);
    this.#merger = new Merger(options);
    options.pushes.onBranchMoved((push, update) =>
      this.#branchMoved(push, update),
    );
  }

  async create(options: Parameters<PullsApi['create']>[0]): Promise<Pull> {
    const { repo, base, author } = options;
    const title = options.title.trim();
    if (!title) {
      throw GitHubError.missing('PullRequest', 'title');
    }
    assertLength('title', title);
    assertLength('body', options.body ?? '');
    const [owner] = repo.split('/');
    const head = options.head.startsWith(`${owner}:`)
      ? options.head.slice(owner.length + 1)
      : options.head;
    const git = this.#context.git(repo);
    const [baseSha, headSha] = await Promise.all(
      [base, head].map(branch =>
        isRevision(branch)
          ? git.refs.resolve(`refs/heads/${branch}`)
          : Promise.resolve(undefined),
      ),
    );
    if (!baseSha || !headSha) {
      throw new GitHubError(422, 'Validation Failed', [
        {
          resource: 'PullRequest',
          field: baseSha ? 'head' : 'base',
          code: 'invalid',
        },
      ]);
    }
    if (await git.history.isAncestor(headSha, baseSha)) {
      throw refused(`No commits between ${base} and ${head}`);
    }
    // From here to the first await nothing else can run: two requests never open two pull requests.
    const open = this.#store
      .openFrom(repo, head)
      .find(pull => pull.baseRef === base);
    if (open) {
      throw refused(`A pull request already exists for ${owner}:${head}.`);
    }
    const { store } = this.#context;
    const now = store.now();
    const pull: Pull = {
      id: store.nextId(),
      repo,
      number: store.next(`number:${repo}`),
      title,
      body: options.body ?? '',
      author,
      state: 'open',
      draft: options.draft ?? false,
      headRef: head,
      headSha,
      baseRef: base,
      baseSha,
      mergeCommitSha: null,
      merged: false,
      createdAt: now,
      updatedAt: now,
      labels: [],
      assignees: [],
      requestedReviewers: [],
      requestedTeams: [],
      lastPusher: author,
    };
    this.#store.keep(pull);
    git.refs.setPull(pull.number, 'head', headSha);
    await this.#mergeability.refresh(pull);
    await this.reviewRequests.addCodeOwners(pull);
    await this.#events.tell(pull, 'opened', author);
    return pull;
  }

  get(repo: string, number: number): Pull | undefined {
    return this.#store.get(repo, number);
  }

  list(repo: string): Pull[] {
    return this.#store.list(repo);
  }

  async update(
    repo: string,
    number: number,
    change: Partial<
      Pick<Pull, 'title' | 'body' | 'state' | 'draft' | 'baseRef'>
    >,
    actor: string,
  ): Promise<Pull> {
    const pull = this.#store.require(repo, number);
    const { state, ...rest } = change;
    if (change.title !== undefined && !change.title.trim()) {
      throw GitHubError.missing('PullRequest', 'title');
    }
    assertLength('title', change.title ?? '');
    assertLength('body', change.body ?? '');
    if (
      change.baseRef !== undefined &&
      !(await this.#context.git(repo).refs.get(`refs/heads/${change.baseRef}`))
    ) {
      throw GitHubError.invalid('PullRequest', 'base', 'is not a branch');
    }
    const wasDraft = pull.draft;
    const changes = changesOf(pull, rest);
    Object.assign(pull, rest);
    if (changes.body) {
      pull.edited = { at: this.#context.store.now(), by: actor };
    }
    this.#store.save(pull);
    if (Object.keys(changes).length > 0) {
      await this.#mergeability.refresh(pull);
      await this.#events.tell(pull, 'edited', actor, { changes });
    }
    if (wasDraft && !pull.draft) {
      await this.#events.tell(pull, 'ready_for_review', actor);
    }
    if (state === 'closed' && pull.state === 'open') {
      await this.#close(pull, actor);
    } else if (state === 'open' && pull.state === 'closed') {
      await this.#reopen(pull, actor);
    }
    return pull;
  }

  addLabels(repo: string, number: number, names: string[], actor: string) {
    return this.labels.add({ repo, number, names, actor, mayCreate: true });
  }

  requestReviewers(
    repo: string,
    number: number,
    reviewers: { users?: string[]; teams?: string[] },
    actor: string,
  ): Pull {
    return this.reviewRequests.add(repo, number, reviewers, actor);
  }

  addAssignees(
    repo: string,
    number: number,
    logins: string[],
    actor: string,
  ): Pull {
    const pull = this.#store.require(repo, number);
    // GitHub ignores those who cannot be assigned.
    const added = [...new Set(logins)]
      .filter(
        login => this.#accounts.user(login) && !pull.assignees.includes(login),
      )
      .slice(0, 10 - pull.assignees.length);
    pull.assignees.push(...added);
    this.#store.save(pull);
    for (const login of added) {
      this.#events.tellLater(pull, 'assigned', actor, {
        assignee: this.#views.user(login),
      });
    }
    return pull;
  }

  review(options: Parameters<Reviews['create']>[0]) {
    return this.#reviews.create(options);
  }

  dismissReview(options: Parameters<Reviews['dismiss']>[0]) {
    return this.#reviews.dismiss(options);
  }

  reviews(repo: string, number: number) {
    return this.#store.reviews(repo, number);
  }

  comment(options: Parameters<PullsApi['comment']>[0]) {
    return this.#comments.create(options);
  }

  updateComment(repo: string, id: number, body: string, actor: string) {
    return this.#comments.update(repo, id, body, actor);
  }

  deleteComment(repo: string, id: number, actor: string): void {
    this.#comments.remove(repo, id, actor);
  }

  comments(repo: string, number: number) {
    return this.#store.comments(repo, number);
  }

  merge(options: Parameters<PullsApi['merge']>[0]) {
    return this.#merger.merge(options);
  }

  async #close(pull: Pull, actor: string): Promise<void> {
    pull.state = 'closed';
    pull.closedAt = this.#context.store.now();
    this.#store.save(pull);
    await this.#events.tell(pull, 'closed', actor);
  }

  async #reopen(pull: Pull, actor: string): Promise<void> {
    if (pull.merged) {
      throw new GitHubError(422, 'Validation Failed', [
        { resource: 'PullRequest', code: 'invalid', field: 'state' },
      ]);
    }
    const head = await this.#context
      .git(pull.repo)
      .refs.resolve(`refs/heads/${pull.headRef}`);
    if (!head) {
      throw refused(
        `state cannot be changed. The ${pull.headRef} branch was deleted.`,
      );
    }
    if (this.#store.openFrom(pull.repo, pull.headRef).length > 0) {
      throw refused(
        `state cannot be changed. There is already an open pull request from ${pull.headRef}.`,
      );
    }
    pull.state = 'open';
    delete pull.closedAt;
    pull.headSha = head;
    this.#store.save(pull);
    await this.#mergeability.refresh(pull);
    await this.#events.tell(pull, 'reopened', actor);
  }

  async #branchMoved(
    push: Push,
    update: MovedRef & { branch: string },
  ): Promise<void> {
    const from = this.#store.openFrom(push.repo, update.branch);
    for (const pull of from) {
      if (update.after === ZERO_SHA) {
        await this.#close(pull, push.pusher);
        continue;
      }
      pull.headSha = update.after;
      pull.lastPusher = push.pusher;
      this.#store.save(pull);
      this.#context
        .git(push.repo)
        .refs.setPull(pull.number, 'head', update.after);
      this.#reviews.dismissStale(pull);
      await this.#mergeability.refresh(pull);
      await this.#events.tell(pull, 'synchronize', push.pusher, {
        before: update.before,
        after: update.after,
        byRun: push.byRun,
      });
    }
    if (update.after === ZERO_SHA) {
      for (const pull of this.#store.list(push.repo)) {
        if (pull.state === 'open' && pull.baseRef === update.branch) {
          await this.#close(pull, push.pusher);
        }
      }
    }
  }
}

/** What a change of a pull request replaces, as the `edited` event tells it. */
function changesOf(
  pull: Pull,
  change: Partial<Pick<Pull, 'title' | 'body' | 'baseRef'>>,
): Json {
  const replaced = (field: 'title' | 'body' | 'baseRef') =>
    change[field] !== undefined && change[field] !== pull[field];
  return {
    ...(replaced('title') ? { title: { from: pull.title } } : {}),
    ...(replaced('body') ? { body: { from: pull.body } } : {}),
    ...(replaced('baseRef')
      ? { base: { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } } }
      : {}),
  };
}

function refused(message: string): GitHubError {
  return new GitHubError(422, 'Validation Failed', [
    { resource: 'PullRequest', code: 'custom', message },
  ]);
}
