import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { fullRepositoryView } from '../../../views/repositoryViews';
import { login, optionalFlag, optionalText, texts } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/repos/{owner}/{repo}`: settings and topics. */
export function repositoryRoutes(router: RestRouter, services: Services): void {
  const { repositories, views, context } = services;
  const base = '/repos/:owner/:repo';

  router.route('GET', base, 'metadata:read', call => ({
    body: fullRepositoryView(views, call.repo, call.actor?.login),
  }));
  router.route('PATCH', base, 'administration:write', async call => {
    const branch = optionalText(call, 'default_branch');
    if (
      branch !== undefined &&
      !(await context.git(call.repo).refs.get(`refs/heads/${branch}`))
    ) {
      throw GitHubError.invalid(
        'Repository',
        'default_branch',
        'is not a branch',
      );
    }
    const change = Object.fromEntries(
      Object.entries({
        description: optionalText(call, 'description'),
        private: optionalFlag(call, 'private'),
        archived: optionalFlag(call, 'archived'),
        defaultBranch: branch,
        allowMergeCommit: optionalFlag(call, 'allow_merge_commit'),
        allowSquashMerge: optionalFlag(call, 'allow_squash_merge'),
        allowRebaseMerge: optionalFlag(call, 'allow_rebase_merge'),
        deleteBranchOnMerge: optionalFlag(call, 'delete_branch_on_merge'),
      }).filter(([, value]) => value !== undefined),
    );
    const changed = repositories.update(call.repo, change);
    return { body: fullRepositoryView(views, changed.fullName, login(call)) };
  });
  router.route('GET', `${base}/topics`, 'metadata:read', call => ({
    body: { names: repositories.require(call.repo).topics },
  }));
  router.route('PUT', `${base}/topics`, 'administration:write', call => ({
    body: {
      names: repositories.update(call.repo, { topics: texts(call, 'names') })
        .topics,
    },
  }));
}
