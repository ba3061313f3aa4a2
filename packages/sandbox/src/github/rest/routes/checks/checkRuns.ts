import { GitHubError } from '../../../GitHubError';
import type { CheckConclusion, CheckStatus } from '../../../model';
import type { Services } from '../../../Services';
import { checkRunView } from '../../../views/checkViews';
import {
  login,
  numberParam,
  oneOf,
  optionalObject,
  optionalText,
  paged,
  text,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { commitSha } from '../commitSha';

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

/** `/check-runs`. */
export function checkRunRoutes(router: RestRouter, services: Services): void {
  const { apps, checks, views } = services;
  const base = '/repos/:owner/:repo';

  router.route('POST', `${base}/check-runs`, 'checks:write', async call => {
    requireApp(call);
    const run = checks.createCheckRun({
      repo: call.repo,
      name: text(call, 'name', 'CheckRun'),
      headSha: await commitSha(
        services,
        call,
        text(call, 'head_sha', 'CheckRun'),
      ),
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
  router.route('PATCH', `${base}/check-runs/:id`, 'checks:write', call => {
    requireApp(call);
    const id = numberParam(call, 'id');
    return {
      body: checkRunView(
        views,
        checks.updateCheckRun(call.repo, id, change(call)),
      ),
    };
  });
  router.route(
    'GET',
    `${base}/commits/*ref/check-runs`,
    'checks:read',
    async call => {
      const sha = await commitSha(services, call, call.params.ref);
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

  /** Check runs are what apps write; people set statuses. */
  function requireApp(call: Call): void {
    if (!apps.actingAs(login(call))) {
      throw new GitHubError(403, 'You must authenticate via a GitHub App.');
    }
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
