import type { Services } from '../../../Services';
import { runView } from '../../../views/runViews';
import type { Answer } from '../../../http/Answer';
import { paged, type Call } from '../../Call';

/** The runs that the query asks for, of all workflows or of one. */
export function listRuns(
  { actions, views }: Services,
  call: Call,
  workflowId?: number,
): Promise<Answer> {
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
