import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { workflowView } from '../../../views/runViews';
import { login, optionalObject, paged, text, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { listRuns } from './listRuns';

/** `/actions/workflows`. */
export function workflowRoutes(router: RestRouter, services: Services): void {
  const { actions, views } = services;
  const base = '/repos/:owner/:repo/actions';

  router.route('GET', `${base}/workflows`, 'actions:read', async call =>
    paged(
      call,
      await actions.workflows(call.repo),
      workflow => workflowView(views, call.repo, workflow),
      (workflows, total_count) => ({ total_count, workflows }),
    ),
  );
  router.route(
    'GET',
    `${base}/workflows/:workflow`,
    'actions:read',
    async call => ({
      body: workflowView(views, call.repo, await workflowOf(call)),
    }),
  );
  router.route(
    'GET',
    `${base}/workflows/:workflow/runs`,
    'actions:read',
    async call => {
      const { id } = await workflowOf(call);
      return listRuns(services, call, id);
    },
  );
  router.route(
    'POST',
    `${base}/workflows/:workflow/dispatches`,
    'actions:write',
    async call => {
      const workflow = await workflowOf(call);
      await actions.dispatch({
        repo: call.repo,
        workflow: workflow.path,
        ref: text(call, 'ref', 'Workflow'),
        inputs: Object.fromEntries(
          Object.entries(optionalObject(call, 'inputs') ?? {}).map(
            ([name, given]) => [name, String(given)],
          ),
        ),
        actor: login(call),
      });
      return { status: 204 };
    },
  );

  async function workflowOf(call: Call) {
    const { workflow } = call.params;
    const found = (await actions.workflows(call.repo)).find(
      each =>
        String(each.id) === workflow ||
        each.path === workflow ||
        each.path.endsWith(`/${workflow}`),
    );
    if (!found) {
      throw GitHubError.notFound();
    }
    return found;
  }
}
