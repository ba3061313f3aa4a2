import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { commitView } from '../../../views/commitViews';
import { paged, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/branches` and `/tags`. */
export function branchRoutes(router: RestRouter, services: Services): void {
  const { repositories, views, context } = services;
  const base = '/repos/:owner/:repo';

  router.route('GET', `${base}/branches`, 'contents:read', async call => {
    const refs = await context.git(call.repo).refs.list('refs/heads/');
    return paged(call, refs, ref =>
      branchView(call, ref.name.slice('refs/heads/'.length), ref.sha),
    );
  });
  router.route('GET', `${base}/tags`, 'contents:read', async call => {
    const git = context.git(call.repo);
    const refs = await git.refs.list('refs/tags/');
    return paged(call, refs, async ref => {
      const sha = (await git.refs.resolve(ref.name)) ?? ref.sha;
      return {
        name: ref.name.slice('refs/tags/'.length),
        commit: {
          sha,
          url: context.urls.repoApi(call.repo, `/commits/${sha}`),
        },
        zipball_url: context.urls.repoApi(call.repo, `/zipball/${ref.name}`),
        tarball_url: context.urls.repoApi(call.repo, `/tarball/${ref.name}`),
        node_id: '',
      };
    });
  });
  /** Registered last: the branch may hold slashes, so it would hide `…/protection`. */
  router.route(
    'GET',
    `${base}/branches/*branch`,
    'contents:read',
    async call => {
      const { branch } = call.params;
      const git = context.git(call.repo);
      const ref = await git.refs.get(`refs/heads/${branch}`);
      const commit = ref && (await git.objects.commit(ref.sha));
      if (!commit) {
        throw new GitHubError(404, 'Branch not found');
      }
      const short = branchView(call, branch, commit.sha);
      return {
        body: {
          ...short,
          commit: commitView(views, call.repo, commit),
          _links: {
            self: context.urls.repoApi(call.repo, `/branches/${branch}`),
            html: context.urls.repo(call.repo, `/tree/${branch}`),
          },
        },
      };
    },
  );

  function branchView(call: Call, name: string, sha: string) {
    const protection = repositories.classicProtection(call.repo, name);
    const contexts = protection?.requiredStatusChecks?.contexts ?? [];
    return {
      name,
      commit: { sha, url: context.urls.repoApi(call.repo, `/commits/${sha}`) },
      protected: repositories.protection(call.repo, name) !== undefined,
      protection: {
        enabled: protection !== undefined,
        required_status_checks: {
          enforcement_level: contexts.length > 0 ? 'everyone' : 'off',
          contexts,
          checks: contexts.map(each => ({ context: each, app_id: null })),
        },
      },
      protection_url: context.urls.repoApi(
        call.repo,
        `/branches/${encodeURIComponent(name)}/protection`,
      ),
    };
  }
}
