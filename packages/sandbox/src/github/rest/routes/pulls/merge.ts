import { GitHubError } from '../../../GitHubError';
import type { MergeMethod } from '../../../model';
import type { Services } from '../../../Services';
import { login, numberParam, optionalText, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/pulls/{number}/merge`. */
export function mergeRoutes(router: RestRouter, services: Services): void {
  const { pulls, pullStore } = services;
  const one = '/repos/:owner/:repo/pulls/:number';
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));

  router.route('GET', `${one}/merge`, 'pull-requests:read', call => {
    if (!find(call).merged) {
      throw GitHubError.notFound();
    }
    return { status: 204 };
  });
  router.route('PUT', `${one}/merge`, 'merge:write', async call => {
    const method = optionalText(call, 'merge_method') ?? 'merge';
    if (!isMethod(method)) {
      throw GitHubError.invalid(
        'PullRequest',
        'merge_method',
        'must be merge, squash or rebase',
      );
    }
    const { sha } = await pulls.merge({
      repo: call.repo,
      number: find(call).number,
      method,
      title: optionalText(call, 'commit_title'),
      message: optionalText(call, 'commit_message'),
      sha: optionalText(call, 'sha'),
      actor: login(call),
    });
    return {
      body: { sha, merged: true, message: 'Pull Request successfully merged' },
    };
  });
}

function isMethod(value: string): value is MergeMethod {
  return value === 'merge' || value === 'squash' || value === 'rebase';
}
