import { GitHubError } from '../../GitHubError';
import type { Services } from '../../Services';
import {
  environmentView,
  jobView,
  reviewerViews,
  runView,
  workflowView,
} from '../../views/actionsViews';
import {
  isObject,
  login,
  numberParam,
  optionalFlag,
  optionalObject,
  optionalText,
  paged,
  text,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

/** `/actions` and `/environments`. */
export function actionsRoutes(router: RestRouter, services: Services): void {
  const { actions, views, accounts } = services;
  const repo = '/repos/:owner/:repo';
  const base = `${repo}/actions`;
  const find = (call: Call) =>
    actions.requireRun(numberParam(call, 'run'), call.repo);

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
      return listRuns(call, id);
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

  router.route('GET', `${base}/runs`, 'actions:read', call => listRuns(call));
  router.route('GET', `${base}/runs/:run`, 'actions:read', call => ({
    body: runView(views, find(call)),
  }));
  const jobsOf = (call: Call, attempt?: number) => {
    const run = find(call);
    return paged(
      call,
      actions.jobs(run.id, attempt),
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
    return {
      bytes: Buffer.from(actions.log(job.id)),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    };
  });
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
  router.route('POST', `${base}/runs/:run/cancel`, 'actions:write', call => {
    actions.cancel(find(call).id, login(call));
    return { status: 202, body: {} };
  });
  router.route('GET', `${base}/runs/:run/approvals`, 'actions:read', call => ({
    body: actions.environmentStore
      .all(find(call).id)
      .filter(each => each.reviewer !== undefined)
      .map(each => ({
        state: each.state,
        comment: each.comment ?? '',
        user: views.user(each.reviewer ?? ''),
        environments: [
          environmentView(
            views,
            actions.environment(call.repo, each.environment),
          ),
        ],
      })),
  }));
  router.route(
    'GET',
    `${base}/runs/:run/pending_deployments`,
    'actions:read',
    call => {
      const run = find(call);
      const waiting = actions
        .pendingDeployments(run.id)
        .filter(({ state }) => state === 'waiting');
      return {
        body: waiting.map(each => {
          const environment = actions.environment(call.repo, each.environment);
          const { id, node_id, name, url, html_url } = environmentView(
            views,
            environment,
          );
          return {
            environment: { id, node_id, name, url, html_url },
            wait_timer: 0,
            wait_timer_started_at: each.since,
            current_user_can_approve:
              call.actor !== undefined &&
              actions.environmentStore.mayReview(
                run,
                each.environment,
                call.actor.login,
              ),
            reviewers: reviewerViews(views, environment),
          };
        }),
      };
    },
  );
  router.route(
    'POST',
    `${base}/runs/:run/pending_deployments`,
    'deployments:read',
    call => {
      const run = find(call);
      const state = text(call, 'state');
      const ids = call.body.environment_ids;
      if (state !== 'approved' && state !== 'rejected') {
        throw GitHubError.invalid(
          'Deployment',
          'state',
          'must be approved or rejected',
        );
      }
      if (!Array.isArray(ids)) {
        throw GitHubError.missing('Deployment', 'environment_ids');
      }
      const environments = actions.environmentStore
        .list(call.repo)
        .filter(each => ids.includes(each.id));
      if (environments.length !== ids.length) {
        throw GitHubError.invalid(
          'Deployment',
          'environment_ids',
          'names an environment that is not there',
        );
      }
      const reviewed = actions.reviewDeployment(run.id, {
        environments: environments.map(each => each.name),
        state,
        reviewer: login(call),
        comment: optionalText(call, 'comment') ?? '',
      });
      return {
        body: reviewed.map(each => ({
          environment: each.environment,
          ref: run.headBranch,
          sha: run.headSha,
          task: 'deploy',
          created_at: each.since,
          updated_at: each.reviewedAt,
        })),
      };
    },
  );

  router.route('GET', `${base}/variables`, 'actions:read', call =>
    paged(
      call,
      actions.variableStore.list(call.repo, false),
      variableView,
      (variables, total_count) => ({ total_count, variables }),
    ),
  );
  router.route('POST', `${base}/variables`, 'administration:write', call => {
    const name = text(call, 'name', 'Variable');
    if (actions.variableStore.get(call.repo, name)) {
      throw new GitHubError(409, 'Already exists - Variable already exists');
    }
    actions.setVariable(call.repo, name, value(call));
    return { status: 201, body: {} };
  });
  router.route('GET', `${base}/variables/:name`, 'actions:read', call => ({
    body: variableView(requireVariable(call)),
  }));
  router.route(
    'PATCH',
    `${base}/variables/:name`,
    'administration:write',
    call => {
      const { name } = requireVariable(call);
      actions.setVariable(call.repo, name, value(call));
      return { status: 204 };
    },
  );
  router.route(
    'DELETE',
    `${base}/variables/:name`,
    'administration:write',
    call => {
      actions.variableStore.remove(call.repo, requireVariable(call).name);
      return { status: 204 };
    },
  );

  router.route('GET', `${repo}/environments`, 'actions:read', call =>
    paged(
      call,
      actions.environmentStore.list(call.repo),
      each => environmentView(views, each),
      (environments, total_count) => ({ total_count, environments }),
    ),
  );
  router.route('GET', `${repo}/environments/:name`, 'actions:read', call => {
    const environment = actions.environmentStore.get(
      call.repo,
      call.params.name,
    );
    if (!environment) {
      throw GitHubError.notFound();
    }
    return { body: environmentView(views, environment) };
  });
  router.route(
    'PUT',
    `${repo}/environments/:name`,
    'administration:write',
    call => ({
      body: environmentView(
        views,
        actions.setEnvironment(call.repo, call.params.name, {
          reviewers: reviewers(call),
          preventSelfReview: optionalFlag(call, 'prevent_self_review') ?? false,
        }),
      ),
    }),
  );
  router.route(
    'DELETE',
    `${repo}/environments/:name`,
    'administration:write',
    call => {
      actions.environmentStore.remove(call.repo, call.params.name);
      return { status: 204 };
    },
  );

  function reviewers(call: Call): string[] {
    const list = call.body.reviewers ?? [];
    if (!Array.isArray(list)) {
      throw GitHubError.invalid('Environment', 'reviewers', 'must be a list');
    }
    return list.map(each => {
      const id = isObject(each) ? each.id : undefined;
      const team = accounts
        .teams(call.params.owner)
        .find(candidate => candidate.id === id);
      const user = accounts.users().find(candidate => candidate.id === id);
      const name = team ? `${team.organization}/${team.slug}` : user?.login;
      if (name === undefined) {
        throw GitHubError.invalid(
          'Environment',
          'reviewers',
          `has nobody with id ${id}`,
        );
      }
      return name;
    });
  }

  function requireVariable(call: Call) {
    const variable = actions.variableStore.get(call.repo, call.params.name);
    if (!variable) {
      throw GitHubError.notFound();
    }
    return variable;
  }

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

  function listRuns(call: Call, workflowId?: number) {
    const { query } = call;
    const matches = (name: string, actual: string | null) =>
      !query.has(name) || query.get(name) === actual;
    const status = query.get('status');
    const runs = actions
      .runs(call.repo)
      .filter(
        run =>
          (workflowId === undefined || run.workflowId === workflowId) &&
          matches('branch', run.headBranch) &&
          matches('event', run.event) &&
          matches('actor', run.actor) &&
          matches('head_sha', run.headSha) &&
          matches('check_suite_id', String(run.checkSuiteId)) &&
          (!status || run.status === status || run.conclusion === status),
      );
    return paged(
      call,
      runs,
      run => runView(views, run),
      (workflow_runs, total_count) => ({ total_count, workflow_runs }),
    );
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
