import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { commitView } from '../../../views/commitViews';
import { pullView } from '../../../views/pullViews';
import { linkHeader, pageOf, paged } from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { commitSha } from '../commitSha';
import { diffAnswer } from '../diffAnswer';
import { readCommit } from './readCommit';

/** `/commits`, and the pull requests that brought one in. */
export function commitRoutes(router: RestRouter, services: Services): void {
  const { context, repositories, views, pullStore, mergeability } = services;
  const base = '/repos/:owner/:repo';

  router.route('GET', `${base}/commits`, 'contents:read', async call => {
    const git = context.git(call.repo);
    const asked = call.query.get('sha');
    const tip = await git.refs.resolve(
      asked ?? repositories.require(call.repo).defaultBranch,
    );
    if (!tip) {
      if (asked === null) {
        throw new GitHubError(409, 'Git Repository is empty.');
      }
      throw GitHubError.notFound();
    }
    const { page, perPage } = pageOf(call);
    const author = call.query.get('author');
    const user = author ? services.accounts.user(author) : undefined;
    const path = call.query.get('path');
    const shas = await git.history.log([tip], {
      // One more than the page: then it is known whether there is a next one.
      limit: page * perPage + 1,
      ...(path ? { path } : {}),
      since: call.query.get('since') ?? undefined,
      until: call.query.get('until') ?? undefined,
      author: user ? user.email : (author ?? undefined),
    });
    const shown = shas.slice((page - 1) * perPage, page * perPage);
    const commits = await Promise.all(shown.map(sha => readCommit(git, sha)));
    return {
      body: commits.map(commit => commitView(views, call.repo, commit)),
      headers: linkHeader(call, Math.ceil(shas.length / perPage)),
    };
  });
  router.route(
    'GET',
    `${base}/commits/*ref/pulls`,
    'pull-requests:read',
    async call => {
      const git = context.git(call.repo);
      const sha = await commitSha(services, call, call.params.ref);
      const pulls = [];
      for (const pull of pullStore.list(call.repo)) {
        const contains =
          pull.headSha === sha ||
          pull.mergeCommitSha === sha ||
          (await mergeability.commits(pull)).some(each => each.sha === sha) ||
          (pull.merged &&
            pull.mergeMethod === 'rebase' &&
            pull.mergeCommitSha !== null &&
            (
              await git.history.log([pull.mergeCommitSha, `^${pull.baseSha}`])
            ).includes(sha));
        // GitHub names the one that brought a commit in; test merges are no part of any branch.
        if (contains && (pull.merged || pull.mergeCommitSha !== sha)) {
          pulls.push(pull);
        }
      }
      return paged(call, pulls, pull => pullView(views, pull));
    },
  );
  router.route('GET', `${base}/commits/*ref`, 'contents:read', async call => {
    const sha = await commitSha(services, call, call.params.ref);
    if (/application\/vnd\.github\.(v3\.)?sha/.test(call.accept)) {
      return {
        bytes: Buffer.from(sha),
        headers: {
          'content-type': 'application/vnd.github.v3.sha; charset=utf-8',
        },
      };
    }
    const git = context.git(call.repo);
    const commit = await readCommit(git, sha);
    const files = await git.history.diff(
      commit.parents[0] ?? git.objects.writeTree([]),
      sha,
    );
    const media = diffAnswer(call, files);
    return media ?? { body: commitView(views, call.repo, commit, files) };
  });
}
