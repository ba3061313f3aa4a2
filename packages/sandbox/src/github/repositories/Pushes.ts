import type { Accounts } from '../accounts/Accounts';
import type { Context } from '../Context';
import type { TriggerEvent } from '../events';
import type { GitRepository } from '../git/GitRepository';
import { ZERO_SHA } from '../git/GitRefs';
import { personDate, type Commit } from '../git/objects';
import type { Views, Json } from '../views/Views';

/** A ref that moved. Zeros stand for "was not there" and "is gone". */
export interface MovedRef {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
}

/** Refs that someone moved together. */
export interface Push {
  readonly repo: string;
  readonly updates: readonly MovedRef[];
  readonly pusher: string;
  /** Made with a run's own token: such pushes start no workflows, as on GitHub. */
  readonly byRun?: boolean;
}

/** Someone who must know that a branch moved before the world is told. */
export type BranchListener = (
  push: Push,
  update: MovedRef & { branch: string },
) => Promise<void>;

/** Most commits listed in a push payload. */
const LISTED = 50;

/** Turns moved refs into what follows from them: pull requests updated, push events, workflow triggers. */
export class Pushes {
  readonly #context: Context;
  readonly #accounts: Accounts;
  readonly #views: Views;
  readonly #listeners: BranchListener[] = [];

  constructor(context: Context, accounts: Accounts, views: Views) {
    this.#context = context;
    this.#accounts = accounts;
    this.#views = views;
  }

  onBranchMoved(listener: BranchListener): void {
    this.#listeners.push(listener);
  }

  /** Call it after the refs have moved. */
  async record(push: Push): Promise<void> {
    const { store } = this.#context;
    const repository = store.repositories.get(push.repo.toLowerCase());
    if (!repository) {
      return;
    }
    repository.pushedAt = store.now();
    store.repositories.put(repository.fullName.toLowerCase(), repository);
    for (const update of push.updates.filter(
      each => each.before !== each.after,
    )) {
      const branch = /^refs\/heads\/(.+)$/.exec(update.ref)?.[1];
      if (branch !== undefined) {
        for (const listener of this.#listeners) {
          await listener(push, { ...update, branch });
        }
      }
      await this.#tell(push, update, repository.defaultBranch);
    }
  }

  async #tell(push: Push, update: MovedRef, defaultBranch: string) {
    const { events, notifier, urls } = this.#context;
    const { repo, pusher } = push;
    const { ref, before, after } = update;
    const kind = ref.startsWith('refs/tags/') ? 'tag' : 'branch';
    const name = ref.replace(/^refs\/(heads|tags)\//, '');
    if (before === ZERO_SHA || after === ZERO_SHA) {
      notifier.notify(
        repo,
        after === ZERO_SHA ? 'delete' : 'create',
        pusher,
        () => ({
          ref: name,
          ref_type: kind,
          pusher_type: 'user',
          ...(after === ZERO_SHA
            ? {}
            : { master_branch: defaultBranch, description: null }),
        }),
      );
    }
    const triggers =
      events.heard('workflowTrigger') && !push.byRun && after !== ZERO_SHA;
    if (!triggers && !notifier.heard(repo, 'push')) {
      return;
    }
    const git = this.#context.git(repo);
    const commits =
      after === ZERO_SHA ? [] : await this.#commits(git, update, defaultBranch);
    const forced =
      before !== ZERO_SHA &&
      after !== ZERO_SHA &&
      !(await git.history.isAncestor(before, after));
    const person = this.#accounts.user(pusher);
    const listed = commits.map(each => this.#commitView(repo, each));
    const special = {
      ref,
      before,
      after,
      created: before === ZERO_SHA,
      deleted: after === ZERO_SHA,
      forced,
      base_ref: null,
      compare: urls.repo(
        repo,
        before === ZERO_SHA
          ? `/commits/${name}`
          : `/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
      ),
      commits: [...listed].reverse(),
      head_commit: listed[0] ?? null,
      pusher: { name: pusher, email: person?.email ?? null },
    };
    notifier.notify(repo, 'push', pusher, () => special);
    if (triggers) {
      const event: TriggerEvent = 'push';
      events.emit('workflowTrigger', {
        repo,
        event,
        ref,
        sha: after,
        headSha: after,
        sender: pusher,
        changedFiles: await this.#changedFiles(git, update, defaultBranch),
        payload: notifier.payload(repo, pusher, special),
      });
    }
  }

  /** The commits that are new with this update, newest first, each with what it touched. */
  async #commits(
    git: GitRepository,
    { ref, before, after }: MovedRef,
    defaultBranch: string,
  ) {
    let exclude: string | undefined;
    if (before !== ZERO_SHA) {
      exclude = before;
    } else if (ref !== `refs/heads/${defaultBranch}`) {
      exclude = await git.refs.resolve(defaultBranch);
    }
    const tip = await git.refs.resolve(after);
    if (!tip) {
      return [];
    }
    const shas = await git.history.log(
      [tip, ...(exclude ? [`^${exclude}`] : [])],
      {
        limit: LISTED,
      },
    );
    return Promise.all(
      shas.map(async sha => {
        const commit = await git.objects.commit(sha);
        if (!commit) {
          throw new Error(`Commit ${sha} cannot be read`);
        }
        return { commit, files: await touched(git, commit) };
      }),
    );
  }

  async #changedFiles(
    git: GitRepository,
    { before, after }: MovedRef,
    defaultBranch: string,
  ): Promise<string[]> {
    const tip = await git.refs.resolve(defaultBranch);
    let from: string | undefined;
    if (before !== ZERO_SHA) {
      from = before;
    } else if (tip && tip !== after) {
      from = await git.history.mergeBase(tip, after);
    } else {
      [from] = (await git.objects.commit(after))?.parents ?? [];
    }
    const files = await git.history.diff(
      from ?? git.objects.writeTree([]),
      after,
    );
    return files.flatMap(file => [
      file.path,
      ...(file.previousPath ? [file.previousPath] : []),
    ]);
  }

  #commitView(
    repo: string,
    { commit, files }: { commit: Commit; files: Json },
  ): Json {
    const person = ({ name, email }: Commit['author']) => {
      const user = this.#accounts.userByEmail(email);
      return { name, email, ...(user ? { username: user.login } : {}) };
    };
    return {
      id: commit.sha,
      tree_id: commit.tree,
      distinct: true,
      message: commit.message,
      timestamp: personDate(commit.committer),
      url: this.#views.urls.repo(repo, `/commit/${commit.sha}`),
      author: person(commit.author),
      committer: person(commit.committer),
      ...files,
    };
  }
}

async function touched(git: GitRepository, commit: Commit): Promise<Json> {
  const diff = await git.history.diff(
    commit.parents[0] ?? git.objects.writeTree([]),
    commit.sha,
  );
  const paths = (...statuses: string[]) =>
    diff.filter(file => statuses.includes(file.status)).map(file => file.path);
  return {
    added: [...paths('added'), ...paths('renamed')],
    removed: [
      ...paths('removed'),
      ...diff.flatMap(file => (file.previousPath ? [file.previousPath] : [])),
    ],
    modified: paths('modified', 'changed'),
  };
}
