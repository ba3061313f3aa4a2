import type { CheckRun, CheckSuite } from '../model';
import { appViewOf } from './appView';
import { headCommitView } from './commitViews';
import { pullReferences } from './pullReferences';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A check run. */
export function checkRunView(views: Views, run: CheckRun): Json {
  const suite = views.store.checkSuites.get(String(run.suiteId));
  const api = views.urls.repoApi(run.repo, `/check-runs/${run.id}`);
  const html = views.urls.repo(run.repo, `/runs/${run.id}`);
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url: api,
    html_url: html,
    details_url: run.detailsUrl ?? html,
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
    app: appViewOf(views, suite?.app ?? ''),
    pull_requests: pullReferences(views, run.repo, run.headSha),
  };
}

/** What the `check_run` event tells: the check run with all of its suite. */
export function checkRunEventView(views: Views, run: CheckRun): Json {
  const suite = views.store.checkSuites.get(String(run.suiteId));
  return {
    ...checkRunView(views, run),
    ...(suite ? { check_suite: suiteView(views, suite) } : {}),
  };
}

/** A check suite. */
export async function checkSuiteView(
  views: Views,
  suite: CheckSuite,
): Promise<Json> {
  return {
    ...(await checkSuiteEventView(views, suite)),
    repository: views.minimalRepository(suite.repo),
  };
}

/** What the `check_suite` event tells. */
export async function checkSuiteEventView(
  views: Views,
  suite: CheckSuite,
): Promise<Json> {
  const shown = {
    ...suiteView(views, suite),
    check_runs_url: views.urls.repoApi(
      suite.repo,
      `/check-suites/${suite.id}/check-runs`,
    ),
    latest_check_runs_count: runsOf(views, suite).length,
  };
  return {
    ...shown,
    head_commit: await headCommitView(views, suite.repo, suite.headSha),
  };
}

function suiteView(views: Views, suite: CheckSuite): Json {
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...suiteState(runsOf(views, suite)),
    url: views.urls.repoApi(suite.repo, `/check-suites/${suite.id}`),
    before: null,
    after: suite.headSha,
    app: appViewOf(views, suite.app),
    created_at: suite.createdAt,
    updated_at: suite.createdAt,
    pull_requests: pullReferences(views, suite.repo, suite.headSha),
  };
}

function suiteState(runs: readonly CheckRun[]): Json {
  const done = runs.length > 0 && runs.every(run => run.status === 'completed');
  if (!done) {
    return {
      status: runs.length > 0 ? 'in_progress' : 'queued',
      conclusion: null,
    };
  }
  const worst = runs.find(
    run =>
      !['success', 'neutral', 'skipped'].includes(run.conclusion ?? 'success'),
  );
  return { status: 'completed', conclusion: worst?.conclusion ?? 'success' };
}

function runsOf(views: Views, suite: CheckSuite): CheckRun[] {
  return views.store.checkRuns.values().filter(run => run.suiteId === suite.id);
}
