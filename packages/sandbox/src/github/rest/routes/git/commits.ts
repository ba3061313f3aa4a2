import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { gitCommitView } from '../../../views/commitViews';
import { optionalObject, sha, text, texts } from '../../Call';
import type { Routes } from './notEmpty';
import { personOf } from './personOf';

/** `/git/commits`. */
export function gitCommitRoutes(router: Routes, services: Services): void {
  const { context, views } = services;
  const base = '/repos/:owner/:repo/git';

  router.route('GET', `${base}/commits/:sha`, 'contents:read', async call => {
    const commit = await context
      .git(call.repo)
      .objects.commit(sha(call.params.sha));
    if (!commit) {
      throw GitHubError.notFound();
    }
    return { body: gitCommitView(views, call.repo, commit) };
  });
  router.route('POST', `${base}/commits`, 'contents:write', async call => {
    const git = context.git(call.repo);
    const tree = sha(text(call, 'tree', 'Commit'));
    const parents = texts(call, 'parents').map(sha);
    if ((await git.objects.info(tree))?.type !== 'tree') {
      throw new GitHubError(422, 'Tree SHA does not exist');
    }
    for (const parent of parents) {
      if ((await git.objects.info(parent))?.type !== 'commit') {
        throw new GitHubError(
          422,
          'Parent SHA does not exist or is not a commit object',
        );
      }
    }
    const author = personOf(services, call, 'author');
    const commit = git.objects.writeCommit({
      tree,
      parents,
      author,
      committer: optionalObject(call, 'committer')
        ? personOf(services, call, 'committer')
        : author,
      message: text(call, 'message', 'Commit'),
    });
    return { status: 201, body: gitCommitView(views, call.repo, commit) };
  });
}
