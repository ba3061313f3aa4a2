import { pendingMerges, type PendingMerge } from '../deploy/pendingMerges';
import { DeliveryError } from '../errors';
import type { Git } from '../git/Git';
import { GitHubPipelineRuns } from '../github/PipelineRuns';
import type { PullRequestApi } from '../github/PullRequestApi';
import {
  branchOf,
  readRunContext,
  type RunContext,
} from '../github/RunContext';

/** The commit status that says how a merge's deployment went. */
export const DEPLOY_STATUS = 'plinth/deploy';

/** The run of a push; throws a `DeliveryError` elsewhere. */
export function requirePush(
  env: NodeJS.ProcessEnv,
  command: 'pending' | 'deploy',
): RunContext {
  const run = readRunContext(env);
  if (!run) {
    throw new DeliveryError(
      `plinth ${command} runs in a workflow, for a merged pull request. To try a change, open a pull request and look at its plan.`,
      'usage',
    );
  }
  if (run.event !== 'push' && run.event !== 'workflow_dispatch') {
    throw new DeliveryError(
      `plinth ${command} runs on push events, and this run's event is ${run.event}.`,
      'usage',
    );
  }
  return run;
}

/** The merges that a run is to deploy, or whose units it is to synthesize. */
export async function mergesOf(options: {
  run: RunContext;
  git: Git;
  github: PullRequestApi;
  /** The commit status that deployments leave. */
  context: string;
  catchUp: Parameters<typeof pendingMerges>[0]['catchUp'];
}): Promise<PendingMerge[]> {
  const { run, git } = options;
  const head = await git.commit('HEAD');
  if (head !== run.sha) {
    throw new DeliveryError(
      `The checkout is at ${head.slice(0, 12)}, and the run is for ${run.sha.slice(0, 12)}. Check out the run's own commit.`,
      'usage',
    );
  }
  return pendingMerges({
    ...options,
    head,
    before: run.before,
    runs: GitHubPipelineRuns.create({ context: run }),
    branch: branchOf(run),
  });
}
