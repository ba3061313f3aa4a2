import { GitHubError } from '../../GitHubError';
import type { CheckConclusion, CheckStatus, CommitStatus } from '../../model';
import type { Services } from '../../Services';
import {
  checkRunView,
  checkSuiteView,
  statusView,
} from '../../views/checkViews';
import {
  login,
  numberParam,
  optionalObject,
  optionalText,
  paged,
  text,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

const STATES = ['error', 'failure', 'pending', 'success'] as const;
const STATUSES = ['queued', 'in_progress', 'completed'] as const;
const CONCLUSIONS = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
  'stale',
] as const;

/** Commit statuses, check runs and check suites. */
export function checkRoutes(router: RestRouter, services: Services): void {
  const { checks, context, views } = services;
  const base = '/repos/:owner/:repo';

  router.route(
    'POST',
    `${base}/statuses/:sha`,
    'statuses:write',
    async call => {
      const status = checks.setStatus({
        repo: call.repo,
        sha: await commitSha(call, call.params.sha),
        context: optionalText(call, 'context') ?? 'default',
        state: oneOf<CommitStatus['state']>(call, 'state', STATES),
        description: optionalText(call, 'description'),
        targetUrl: optionalText(call, 'target_url'),
        creator: login(call),
      });
      return { status: 201, body: statusView(views, status) };
    },
  );

  router.route('POST', `${base}/check-runs`, 'checks:write', async call => {
    const run = checks.createCheckRun({
      repo: call.repo,
      name: text(call, 'name', 'CheckRun'),
      headSha: await commitSha(call, text(call, 'head_sha', 'CheckRun')),
      ...change(call),
      externalId: optionalText(call, 'external_id'),
      creator: login(call),
    });
    return { status: 201, body: checkRunView(views, run) };
  });
  router.route('GET', `${base}/check-runs/:id`, 'checks:read', call => ({
    body: checkRunView(
      views,
      checks.checkRun(call.repo, numberParam(call, 'id')),
    ),
  }));
  router.route(
    'GET',
    `${base}/check-runs/:id/annotations`,
    'checks:read',
    call => {
      checks.checkRun(call.repo, numberParam(call, 'id'));
      return paged(call, [], each => each);
    },
  );
  router.route('PATCH', `${base}/check-runs/:id`, 'checks:write', call => ({
    body: checkRunView(
      views,
      checks.updateCheckRun(call.repo, numberParam(call, 'id'), change(call)),
    ),
  }));
  router.route(
    'GET',
    `${base}/commits/*ref/check-runs`,
    'checks:read',
    async call => {
      const sha = await commitSha(call, call.params.ref);
      const name = call.query.get('check_name');
      const status = call.query.get('status');
      const all = call.query.get('filter') === 'all';
      const seen = new Set<string>();
      const runs = checks.checkRuns(call.repo, sha).filter(run => {
        // The latest of each name in a suite, unless all are asked for.
        const key = run.name;
        const first = !seen.has(key);
        seen.add(key);
        return (
          (all || first) &&
          (!name || run.name === name) &&
          (!status || run.status === status)
        );
      });
      return paged(
        call,
        runs,
        run => checkRunView(views, run),
        (check_runs, total_count) => ({ total_count, check_runs }),
      );
    },
  );
  router.route(
    'GET',
    `${base}/commits/*ref/check-suites`,
    'checks:read',
    async call =>
      paged(
        call,
        checks.suites(call.repo, await commitSha(call, call.params.ref)),
        each => checkSuiteView(views, each),
        (check_suites, total_count) => ({ total_count, check_suites }),
      ),
  );
  router.route('GET', `${base}/check-suites/:id`, 'checks:read', call => ({
    body: checkSuiteView(views, suite(call)),
  }));
  router.route(
    'GET',
    `${base}/check-suites/:id/check-runs`,
    'checks:read',
    call => {
      const { id, headSha } = suite(call);
      return paged(
        call,
        checks.checkRuns(call.repo, headSha).filter(run => run.suiteId === id),
        run => checkRunView(views, run),
        (check_runs, total_count) => ({ total_count, check_runs }),
      );
    },
  );

  function suite(call: Call) {
    const found = context.store.checkSuites.get(call.params.id);
    if (!found || found.repo !== call.repo) {
      throw GitHubError.notFound();
    }
    return found;
  }

  async function commitSha(call: Call, revision: string): Promise<string> {
    const sha = await context.git(call.repo).refs.resolve(revision);
    if (!sha) {
      throw new GitHubError(422, `No commit found for SHA: ${revision}`);
    }
    return sha;
  }
}

function change(call: Call) {
  const output = optionalObject(call, 'output');
  const field = (name: string) => {
    const value = output?.[name];
    return typeof value === 'string' ? { [name]: value } : {};
  };
  return {
    ...(call.body.status === undefined
      ? {}
      : { status: oneOf<CheckStatus>(call, 'status', STATUSES) }),
    ...(call.body.conclusion === undefined
      ? {}
      : {
          conclusion: oneOf<CheckConclusion>(call, 'conclusion', CONCLUSIONS),
        }),
    detailsUrl: optionalText(call, 'details_url'),
    ...(output
      ? { output: { ...field('title'), ...field('summary'), ...field('text') } }
      : {}),
  };
}

function oneOf<T extends string>(
  call: Call,
  field: string,
  allowed: readonly T[],
): T {
  const value = text(call, field);
  const found = allowed.find(each => each === value);
  if (found === undefined) {
    throw GitHubError.invalid(
      'Body',
      field,
      `must be one of ${allowed.join(', ')}`,
    );
  }
  return found;
}
