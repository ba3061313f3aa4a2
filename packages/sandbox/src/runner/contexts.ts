import type { WorkflowRun } from '../github';
import type { Dictionary, ExpressionFunction, Value } from './expressions';
import type { Machine } from './job/JobAssignment';
import type { RunnerHost } from './RunnerHost';
import type { Workflow } from './workflow';

const REF_PREFIX = /^refs\/(?:heads|tags|pull)\//;

/** The `github` context of a run, without what only a job has (`token`, `job`, `workspace`). */
export function githubContext(
  host: Pick<RunnerHost, 'url' | 'apiUrl' | 'repositories'>,
  run: WorkflowRun,
): Record<string, Value> {
  const { trigger } = run;
  const payload = trigger.payload as Record<string, Value>;
  const [owner] = run.repo.split('/');
  return {
    event: trigger.inputs
      ? { ...payload, inputs: { ...trigger.inputs } }
      : payload,
    event_name: trigger.event,
    sha: trigger.sha,
    ref: trigger.ref,
    ref_name: trigger.ref.replace(REF_PREFIX, ''),
    ref_type: trigger.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    head_ref: trigger.event === 'pull_request' ? (trigger.headRef ?? '') : '',
    base_ref: trigger.event === 'pull_request' ? (trigger.baseRef ?? '') : '',
    actor: run.actor,
    triggering_actor: run.triggeringActor,
    repository: run.repo,
    repository_id: String(host.repositories.get(run.repo)?.id ?? ''),
    repository_owner: owner,
    repositoryUrl: `${host.url}/${run.repo}.git`,
    run_id: String(run.id),
    run_number: String(run.runNumber),
    run_attempt: String(run.runAttempt),
    workflow: run.name,
    workflow_ref: `${run.repo}/${run.path}@${trigger.ref}`,
    workflow_sha: trigger.sha,
    server_url: host.url,
    api_url: host.apiUrl,
    graphql_url: `${host.url}/api/graphql`,
  };
}

/** The `inputs` context: what was given, or the default, in the type the workflow declares. */
export function inputsContext(
  workflow: Workflow,
  given: Readonly<Record<string, string>> = {},
): Dictionary {
  const unknown = Object.keys(given).find(
    name => !Object.hasOwn(workflow.triggers.inputs, name),
  );
  if (unknown !== undefined) {
    throw new Error(`Unexpected input "${unknown}"`);
  }
  return Object.fromEntries(
    Object.entries(workflow.triggers.inputs).map(([name, input]) => {
      const value = given[name] ?? input.default;
      if (value === undefined || value === '') {
        if (input.required) {
          throw new Error(`Required input "${name}" was not given`);
        }
        return [name, input.type === 'boolean' ? false : ''];
      }
      if (input.type === 'choice' && !input.options?.includes(String(value))) {
        throw new Error(
          `Input "${name}" must be one of ${input.options?.join(', ')}, not "${value}"`,
        );
      }
      if (input.type === 'boolean') {
        return [name, String(value) === 'true'];
      }
      return [name, input.type === 'number' ? Number(value) : String(value)];
    }),
  );
}

/** `success()` and its like, as they answer at one moment. */
export function statusFunctions(status: {
  success: boolean;
  failure: boolean;
  cancelled: boolean;
}): Record<string, ExpressionFunction> {
  const answer = (value: boolean): ExpressionFunction => ({
    least: 0,
    most: 0,
    call: () => value,
  });
  return {
    success: answer(status.success),
    failure: answer(status.failure),
    cancelled: answer(status.cancelled),
    always: answer(true),
  };
}

/**
 * The `vars` context: the repository's variables, and `PLINTH_PREINSTALLED` where this machine carries the
 * dependencies and the repository does not say otherwise.
 */
export function variablesContext(
  { host, preinstalled }: Pick<Machine, 'host' | 'preinstalled'>,
  repo: string,
): Record<string, string> {
  return {
    ...(preinstalled ? { PLINTH_PREINSTALLED: 'true' } : {}),
    ...host.actions.variables(repo),
  };
}
