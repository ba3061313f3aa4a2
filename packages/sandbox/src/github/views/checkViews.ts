import type { CheckRun, CheckSuite, CommitStatus } from '../model';
import { nodeId, type Json, type Views } from './Views';

/** The check states of a commit, put together as GitHub does: failure over pending over success. */
export function combinedState(statuses: readonly CommitStatus[]): string {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) {
    return 'failure';
  }
  return statuses.length > 0 &&
    statuses.every(({ state }) => state === 'success')
    ? 'success'
    : 'pending';
}

export function statusView(views: Views, status: CommitStatus): Json {
  const creator = views.user(status.creator);
  return {
    url: views.urls.repoApi(status.repo, `/statuses/${status.sha}`),
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description || null,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  };
}

/** The app that check runs and suites are of. */
export function appView(views: Views, slug: string): Json {
  return {
    id: slug === 'github-actions' ? 15368 : 1,
    slug,
    node_id: nodeId('A', slug),
    owner: views.user('github'),
    name: slug === 'github-actions' ? 'GitHub Actions' : slug,
    description: '',
    external_url: views.urls.site,
    html_url: `${views.urls.site}/apps/${slug}`,
    permissions: {},
    events: [],
  };
}

export function checkRunView(views: Views, run: CheckRun): Json {
  const suite = views.store.checkSuites.get(String(run.suiteId));
  const api = views.urls.repoApi(run.repo, `/check-runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url: api,
    html_url: run.detailsUrl ?? views.urls.repo(run.repo, `/runs/${run.id}`),
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      ...run.output,
      annotations_count: 0,
      annotations_url: `${api}/annotations`,
    },
    check_suite: { id: run.suiteId },
    app: appView(views, suite?.app ?? 'github-actions'),
    pull_requests: pullReferences(views, run.repo, run.headSha),
  };
}

export function checkSuiteView(views: Views, suite: CheckSuite): Json {
  const runs = views.store.checkRuns
    .values()
    .filter(run => run.suiteId === suite.id);
  const done = runs.length > 0 && runs.every(run => run.status === 'completed');
  const worst = runs.find(
    run =>
      !['success', 'neutral', 'skipped'].includes(run.conclusion ?? 'success'),
  );
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    status: done ? 'completed' : 'in_progress',
    conclusion: done ? (worst?.conclusion ?? 'success') : null,
    url: views.urls.repoApi(suite.repo, `/check-suites/${suite.id}`),
    check_runs_url: views.urls.repoApi(
      suite.repo,
      `/check-suites/${suite.id}/check-runs`,
    ),
    before: null,
    after: suite.headSha,
    app: appView(views, suite.app),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    latest_check_runs_count: runs.length,
    pull_requests: pullReferences(views, suite.repo, suite.headSha),
  };
}

/** The open pull requests whose head a commit is, in the short form of checks and runs. */
export function pullReferences(
  views: Views,
  repo: string,
  sha: string,
): Json[] {
  return views.store.pulls
    .values()
    .filter(
      pull =>
        pull.repo === repo && pull.headSha === sha && pull.state === 'open',
    )
    .map(pull => ({
      id: pull.id,
      number: pull.number,
      url: views.urls.repoApi(repo, `/pulls/${pull.number}`),
      head: { ref: pull.headRef, sha: pull.headSha },
      base: { ref: pull.baseRef, sha: pull.baseSha },
    }));
}
