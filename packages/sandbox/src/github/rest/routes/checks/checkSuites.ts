import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { checkRunView, checkSuiteView } from '../../../views/checkViews';
import { paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { commitSha } from '../commitSha';

/** `/check-suites`. */
export function checkSuiteRoutes(router: RestRouter, services: Services): void {
  const { checks, context, views } = services;
  const base = '/repos/:owner/:repo';

  router.route(
    'GET',
    `${base}/commits/*ref/check-suites`,
    'checks:read',
    async call =>
      paged(
        call,
        checks.suites(
          call.repo,
          await commitSha(services, call, call.params.ref),
        ),
        each => checkSuiteView(views, each),
        (check_suites, total_count) => ({ total_count, check_suites }),
      ),
  );
  router.route(
    'GET',
    `${base}/check-suites/:id`,
    'checks:read',
    async call => ({
      body: await checkSuiteView(views, suite(call)),
    }),
  );
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
}
