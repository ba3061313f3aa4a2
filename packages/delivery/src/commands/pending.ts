import { Git } from '../git/Git';
import { GitHubPullRequestApi } from '../github/PullRequestApi';
import { Reporter } from '../reporting/Reporter';
import { DEPLOY_STATUS, mergesOf, requirePush } from './mergesOf';
import type { CommandOptions } from './Session';

/**
 * Runs `plinth pending`: finds the merges that a deployment will look at, for the job that synthesizes them, which has no token to
 * ask with. The output `merges` is for `plinth synth --merges`. Deploy looks again; by then it may have less to do, never more.
 */
export async function pendingCommand(options: CommandOptions): Promise<number> {
  const run = requirePush(options.env, 'pending');
  const reporter = new Reporter(options);
  const merges = await mergesOf({
    run,
    git: new Git(options.root),
    github: GitHubPullRequestApi.create({ context: run }),
    context: DEPLOY_STATUS,
    catchUp: 'attempts',
  });
  const told = merges.map(({ base, commit }) => ({ base, commit }));
  reporter.output('merges', JSON.stringify(told));
  for (const { commit, pull } of merges) {
    reporter.info(
      `${commit.slice(0, 12)}${pull ? ` of pull request #${pull.number}` : ''} is to be deployed.`,
    );
  }
  reporter.result(told);
  return 0;
}
