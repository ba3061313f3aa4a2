import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { optionalText, paged, text, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/actions/variables`. */
export function variableRoutes(router: RestRouter, services: Services): void {
  const { actions } = services;
  const base = '/repos/:owner/:repo/actions';

  router.route('GET', `${base}/variables`, 'variables:read', call =>
    paged(
      call,
      actions.variableStore.list(call.repo, false),
      variableView,
      (variables, total_count) => ({ total_count, variables }),
    ),
  );
  router.route('POST', `${base}/variables`, 'variables:write', call => {
    const name = text(call, 'name', 'Variable');
    if (actions.variableStore.get(call.repo, name)) {
      throw new GitHubError(409, 'Already exists - Variable already exists');
    }
    actions.setVariable(call.repo, name, value(call));
    return { status: 201, body: {} };
  });
  router.route('GET', `${base}/variables/:name`, 'variables:read', call => ({
    body: variableView(requireVariable(call)),
  }));
  router.route('PATCH', `${base}/variables/:name`, 'variables:write', call => {
    const { name } = requireVariable(call);
    actions.setVariable(call.repo, name, value(call));
    return { status: 204 };
  });
  router.route('DELETE', `${base}/variables/:name`, 'variables:write', call => {
    actions.variableStore.remove(call.repo, requireVariable(call).name);
    return { status: 204 };
  });

  function requireVariable(call: Call) {
    const variable = actions.variableStore.get(call.repo, call.params.name);
    if (!variable) {
      throw GitHubError.notFound();
    }
    return variable;
  }
}

function value(call: Call): string {
  const given = optionalText(call, 'value');
  if (given === undefined) {
    throw GitHubError.missing('Variable', 'value');
  }
  return given;
}

function variableView(variable: {
  name: string;
  value: string;
  createdAt: string;
  updatedAt: string;
}) {
  return {
    name: variable.name,
    value: variable.value,
    created_at: variable.createdAt,
    updated_at: variable.updatedAt,
  };
}
