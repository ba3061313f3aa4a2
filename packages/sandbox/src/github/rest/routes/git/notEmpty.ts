import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import type { RestRouter } from '../../RestRouter';

/** What adds routes to the API. */
export type Routes = Pick<RestRouter, 'route'>;

/** Adds routes that answer 409 in a repository without commits, as all of the Git database does on GitHub. */
export function notEmpty(router: Routes, services: Services): Routes {
  const { context, repositories } = services;
  const isEmpty = async (repo: string) => {
    const { refs } = context.git(repo);
    const { defaultBranch } = repositories.require(repo);
    return (
      !(await refs.resolve(`refs/heads/${defaultBranch}`)) &&
      (await refs.list()).length === 0
    );
  };
  return {
    route: (method, path, need, handler) =>
      router.route(method, path, need, async call => {
        if (await isEmpty(call.repo)) {
          throw new GitHubError(409, 'Git Repository is empty.');
        }
        return handler(call);
      }),
  };
}
