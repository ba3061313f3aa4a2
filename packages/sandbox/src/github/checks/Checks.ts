import type { Context } from '../Context';
import { GitHubError } from '../GitHubError';
import type { ChecksApi } from '../api';
import { assertLength } from '../lengths';
import type { CheckRun, CheckSuite, CommitStatus } from '../model';
import type { Store } from '../store/Store';
import { checkRunEventView, checkSuiteEventView } from '../views/checkViews';
import { statusEventView } from '../views/statusViews';
import type { Views } from '../views/Views';

/** What a required check says about a commit. */
export type CheckState = 'success' | 'failure' | 'pending';

/** Commit statuses, check runs and suites. */
export class Checks implements ChecksApi {
  readonly #context: Context;
  readonly #store: Store;
  readonly #views: Views;

  constructor(context: Context, views: Views) {
    this.#context = context;
    this.#store = context.store;
    this.#views = views;
  }

  setStatus(options: Parameters<ChecksApi['setStatus']>[0]): CommitStatus {
    assertLength('status', options.description ?? '');
    const status: CommitStatus = {
      id: this.#store.nextId(),
      repo: options.repo,
      sha: options.sha,
      context: options.context,
      state: options.state,
      description: options.description ?? '',
      targetUrl: options.targetUrl ?? null,
      creator: options.creator,
      createdAt: this.#store.now(),
    };
    this.#store.statuses.put(String(status.id), status);
    this.#context.notifier.notify(status.repo, 'status', status.creator, () =>
      statusEventView(this.#views, status),
    );
    return status;
  }

  /** Newest first. */
  allStatuses(repo: string, sha: string): CommitStatus[] {
    return this.#store.statuses
      .values()
      .filter(status => status.sha === sha && status.repo === repo)
      .reverse();
  }

  statuses(repo: string, sha: string): CommitStatus[] {
    const latest = new Map<string, CommitStatus>();
    for (const status of this.allStatuses(repo, sha)) {
      if (!latest.has(status.context)) {
        latest.set(status.context, status);
      }
    }
    return [...latest.values()];
  }

  createSuite(options: Omit<CheckSuite, 'id' | 'createdAt'>): CheckSuite {
    const suite: CheckSuite = {
      ...options,
      id: this.#store.nextId(),
      createdAt: this.#store.now(),
    };
    this.#store.checkSuites.put(String(suite.id), suite);
    return suite;
  }

  suites(repo: string, sha: string): CheckSuite[] {
    return this.#store.checkSuites
      .values()
      .filter(suite => suite.repo === repo && suite.headSha === sha);
  }

  createCheckRun(
    options: Parameters<ChecksApi['createCheckRun']>[0],
  ): CheckRun {
    const status = options.conclusion
      ? 'completed'
      : (options.status ?? 'queued');
    const now = this.#store.now();
    const run: CheckRun = {
      id: this.#store.nextId(),
      repo: options.repo,
      suiteId: options.suiteId ?? this.#suiteOf(options).id,
      name: options.name,
      headSha: options.headSha,
      status,
      conclusion: options.conclusion ?? null,
      detailsUrl: options.detailsUrl ?? null,
      externalId: options.externalId ?? '',
      creator: options.creator,
      startedAt: now,
      completedAt: status === 'completed' ? now : null,
      output: {
        title: options.output?.title ?? null,
        summary: options.output?.summary ?? null,
        text: options.output?.text ?? null,
      },
    };
    this.#store.checkRuns.put(String(run.id), run);
    this.#tell(run, 'created');
    if (status === 'completed') {
      this.#tell(run, 'completed');
    }
    return run;
  }

  updateCheckRun(
    repo: string,
    id: number,
    change: Parameters<ChecksApi['updateCheckRun']>[2],
  ): CheckRun {
    const run = this.checkRun(repo, id);
    const before = run.status;
    const status = change.conclusion ? 'completed' : change.status;
    if (status && status !== run.status) {
      run.status = status;
      if (status === 'in_progress' && before === 'queued') {
        run.startedAt = this.#store.now();
      }
      run.completedAt = status === 'completed' ? this.#store.now() : null;
      if (status !== 'completed') {
        run.conclusion = null;
      }
    }
    if (change.conclusion) {
      run.conclusion = change.conclusion;
    }
    if (change.detailsUrl !== undefined) {
      run.detailsUrl = change.detailsUrl;
    }
    if (change.output) {
      run.output = { ...run.output, ...change.output };
    }
    this.#store.checkRuns.put(String(run.id), run);
    if (run.status === 'completed' && before !== 'completed') {
      this.#tell(run, 'completed');
    }
    return run;
  }

  checkRun(repo: string, id: number): CheckRun {
    const run = this.#store.checkRuns.get(String(id));
    if (!run || run.repo !== repo) {
      throw GitHubError.notFound();
    }
    return run;
  }

  /** Latest of each name and suite, newest first. */
  checkRuns(repo: string, sha: string): CheckRun[] {
    return this.#store.checkRuns
      .values()
      .filter(run => run.headSha === sha && run.repo === repo)
      .reverse();
  }

  /**
   * What each context says of a commit: the newest check run or status of that name.
   *
   * @param app - number of the one app that is asked; everybody without
   */
  states(repo: string, sha: string, app?: number): Map<string, CheckState> {
    const states = new Map<string, CheckState>();
    const asked = this.#store.apps.values().find(({ id }) => id === app);
    const counts = ({ creator }: { creator: string }) =>
      app === undefined || creator === `${asked?.slug}[bot]`;
    for (const status of this.allStatuses(repo, sha).filter(counts)) {
      if (states.has(status.context)) {
        continue;
      }
      states.set(
        status.context,
        status.state === 'error' ? 'failure' : status.state,
      );
    }
    const seen = new Set<string>();
    for (const run of this.checkRuns(repo, sha).filter(counts)) {
      if (seen.has(run.name)) {
        continue;
      }
      seen.add(run.name);
      const state = checkRunState(run);
      const other = states.get(run.name);
      // A status and a check run of one name must both be good.
      states.set(
        run.name,
        other === undefined || other === 'success' ? state : other,
      );
    }
    return states;
  }

  #suiteOf(options: Parameters<ChecksApi['createCheckRun']>[0]): CheckSuite {
    const app = options.creator.replace(/\[bot\]$/, '');
    return (
      this.suites(options.repo, options.headSha).find(
        suite => suite.app === app,
      ) ??
      this.createSuite({
        repo: options.repo,
        headSha: options.headSha,
        headBranch: this.#branchOf(options.repo, options.headSha),
        app,
      })
    );
  }

  /** The branch of the pull request that ends in a commit. */
  #branchOf(repo: string, sha: string): string | null {
    const pull = this.#store.pulls
      .values()
      .find(each => each.repo === repo && each.headSha === sha);
    return pull?.headRef ?? null;
  }

  #tell(run: CheckRun, action: 'created' | 'completed'): void {
    const { notifier } = this.#context;
    notifier.notify(run.repo, 'check_run', run.creator, () => ({
      action,
      check_run: checkRunEventView(this.#views, run),
    }));
    const suite = this.#store.checkSuites.get(String(run.suiteId));
    const siblings = this.#store.checkRuns
      .values()
      .filter(each => each.suiteId === run.suiteId);
    if (
      suite &&
      action === 'completed' &&
      siblings.every(each => each.status === 'completed')
    ) {
      notifier.notify(run.repo, 'check_suite', run.creator, async () => ({
        action: 'completed',
        check_suite: await checkSuiteEventView(this.#views, suite),
      }));
    }
  }
}

function checkRunState(run: CheckRun): CheckState {
  if (run.status !== 'completed') {
    return 'pending';
  }
  return ['success', 'neutral', 'skipped'].includes(run.conclusion ?? '')
    ? 'success'
    : 'failure';
}
