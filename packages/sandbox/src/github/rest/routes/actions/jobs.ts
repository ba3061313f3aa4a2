import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { jobView } from '../../../views/runViews';
import { numberParam, paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/actions/jobs`: the jobs of runs, and their logs. */
export function jobRoutes(router: RestRouter, services: Services): void {
  const { actions, downloads, views } = services;
  const base = '/repos/:owner/:repo/actions';
  const find = (call: Call) =>
    actions.requireRun(numberParam(call, 'run'), call.repo);

  const jobsOf = (call: Call, attempt?: number) => {
    const run = find(call);
    const attempts =
      call.query.get('filter') === 'all'
        ? Array.from({ length: run.runAttempt }, (_, before) => before + 1)
        : [attempt];
    return paged(
      call,
      attempts.flatMap(each => actions.jobs(run.id, each)),
      job => jobView(views, run, job),
      (jobs, total_count) => ({ total_count, jobs }),
    );
  };
  router.route('GET', `${base}/runs/:run/jobs`, 'actions:read', call =>
    jobsOf(call),
  );
  router.route(
    'GET',
    `${base}/runs/:run/attempts/:attempt/jobs`,
    'actions:read',
    call => jobsOf(call, numberParam(call, 'attempt')),
  );
  router.route('GET', `${base}/runs/:run/logs`, 'actions:read', () => {
    throw new GitHubError(
      501,
      'Not Implemented: the GitHub sandbox does not zip logs. Ask for each job: /actions/jobs/{job_id}/logs',
    );
  });
  router.route('GET', `${base}/jobs/:job`, 'actions:read', call => {
    const job = actions.requireJob(numberParam(call, 'job'), call.repo);
    return { body: jobView(views, actions.requireRun(job.runId), job) };
  });
  router.route('GET', `${base}/jobs/:job/logs`, 'actions:read', call => {
    const job = actions.requireJob(numberParam(call, 'job'), call.repo);
    return downloads.redirectTo(() => ({
      bytes: Buffer.from(actions.log(job.id)),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }));
  });
}
