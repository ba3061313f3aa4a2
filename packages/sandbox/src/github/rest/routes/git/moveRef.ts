import { ZERO_SHA } from '../../../git/GitRefs';
import { GitFailure } from '../../../git/runGit';
import { GitHubError } from '../../../GitHubError';
import { assertDirectChange } from '../../../repositories/directChange';
import type { Services } from '../../../Services';
import { login, type Call } from '../../Call';

/** Makes, moves or deletes a branch or tag for whoever calls, if its protection lets them, and makes it known. */
export async function moveRef(
  services: Services,
  call: Call,
  move: { ref: string; before: string; after: string; conflict: string },
): Promise<void> {
  const { context, repositories, pushes } = services;
  const { ref, before, after, conflict } = move;
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  if (!branch && !ref.startsWith('refs/tags/')) {
    throw new GitHubError(422, `${ref} cannot be changed.`);
  }
  const run = call.actor?.run !== undefined;
  if (
    branch === repositories.require(call.repo).defaultBranch &&
    after === ZERO_SHA
  ) {
    throw new GitHubError(422, 'Cannot delete the default branch');
  }
  if (branch && before !== after) {
    assertDirectChange(services, {
      repo: call.repo,
      branch,
      actor: login(call),
      run,
      sha: after,
      kind: after === ZERO_SHA ? 'delete' : 'update',
    });
  }
  try {
    await context
      .git(call.repo)
      .refs.update([{ ref, sha: after === ZERO_SHA ? null : after, before }]);
  } catch (error) {
    if (error instanceof GitFailure) {
      throw new GitHubError(422, conflict);
    }
    throw error;
  }
  await pushes.record({
    repo: call.repo,
    updates: [{ ref, before, after }],
    pusher: login(call),
    byRun: run,
  });
}
