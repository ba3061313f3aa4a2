import type { AwsSandbox } from '../aws';
import type { SandboxClock } from '../clock';
import type { GitHubSandbox } from '../github';
import type { WorkflowRun } from '../github/actionsModel';
import { deployHistoric } from './historicDeployment';
import type { HistoricReports } from './HistoricReports';
import { requestOf } from './requestOf';
import { REPOSITORY } from './organization';
import { HISTORY } from './units';

/**
 * Goes on with the run of the demo's history that waits, once a reviewer has said yes or no: no runner carries it out, since its jobs
 * before were never run.
 */
export function followWaiting(parts: {
  github: GitHubSandbox;
  aws: AwsSandbox;
  clock: SandboxClock;
  reports: HistoricReports;
}): void {
  const { github } = parts;
  github.events.on('deploymentReview', async ({ repo, runId, state }) => {
    const run = github.actions.run(runId);
    const change = HISTORY.find(({ deployment }) => deployment === 'waiting');
    if (
      repo !== REPOSITORY ||
      run?.status !== 'waiting' ||
      run.displayTitle !== change?.title
    ) {
      return;
    }
    github.actions.updateRun(run.id, { status: 'in_progress' });
    const conclusion = await endOf(run, change, state, parts);
    const [job] = github.actions
      .jobs(run.id)
      .filter(({ environment }) => environment !== undefined);
    github.actions.updateJob(job.id, { status: 'completed', conclusion });
    github.actions.updateRun(run.id, { status: 'completed', conclusion });
  });
}

async function endOf(
  run: WorkflowRun,
  change: (typeof HISTORY)[number],
  state: 'approved' | 'rejected',
  parts: Parameters<typeof followWaiting>[0],
): Promise<'success' | 'failure'> {
  const pull = parts.github.pulls
    .list(REPOSITORY)
    .find(({ mergeCommitSha }) => mergeCommitSha === run.headSha);
  if (state === 'rejected' || !pull) {
    return 'failure';
  }
  const { deployment, ...request } = requestOf(change);
  await deployHistoric(parts, run.id, { request, pull, sha: run.headSha });
  parts.reports.send();
  return 'success';
}
