import type { Services } from '../../../Services';
import { runView } from '../../../views/runViews';
import { login, numberParam, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { listRuns } from './listRuns';

/** `/actions/runs`: runs, run again and cancelled. */
export function runRoutes(router: RestRouter, services: Services): void {
  const { actions, views } = services;
  const base = '/repos/:owner/:repo/actions';
  const find = (call: Call) =>
    actions.requireRun(numberParam(call, 'run'), call.repo);

  router.route('GET', `${base}/runs`, 'actions:read', call =>
    listRuns(services, call),
  );
  router.route('GET', `${base}/runs/:run`, 'actions:read', async call => ({
    body: await runView(views, find(call)),
  }));
  router.route('POST', `${base}/runs/:run/rerun`, 'actions:write', call => {
    actions.rerun(find(call).id, { actor: login(call), failedOnly: false });
    return { status: 201, body: {} };
  });
  router.route(
    'POST',
    `${base}/runs/:run/rerun-failed-jobs`,
    'actions:write',
    call => {
      actions.rerun(find(call).id, { actor: login(call), failedOnly: true });
      return { status: 201, body: {} };
    },
  );
  router.route('POST', `${base}/runs/:run/approve`, 'actions:write', call => {
    actions.approve(find(call).id, login(call));
    return { status: 201, body: {} };
  });
  router.route('POST', `${base}/runs/:run/cancel`, 'actions:write', call => {
    actions.cancel(find(call).id, login(call));
    return { status: 202, body: {} };
  });
}
