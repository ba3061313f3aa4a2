import { isRevision } from '../../../git/GitRefs';
import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { tagView } from '../../../views/gitViews';
import { sha, text } from '../../Call';
import type { Routes } from './notEmpty';
import { personOf } from './personOf';

/** `/git/tags`: annotated tags. */
export function tagRoutes(router: Routes, services: Services): void {
  const { context, views } = services;
  const base = '/repos/:owner/:repo/git';

  router.route('GET', `${base}/tags/:sha`, 'contents:read', async call => {
    const tag = await context.git(call.repo).objects.tag(sha(call.params.sha));
    if (!tag) {
      throw GitHubError.notFound();
    }
    return { body: tagView(views, call.repo, tag) };
  });
  router.route('POST', `${base}/tags`, 'contents:write', async call => {
    const git = context.git(call.repo);
    const object = sha(text(call, 'object', 'Tag'));
    const info = await git.objects.info(object);
    if (!info) {
      throw new GitHubError(422, 'Object does not exist');
    }
    const tag = {
      object,
      type: info.type,
      name: text(call, 'tag', 'Tag'),
      tagger: personOf(services, call, 'tagger'),
      message: text(call, 'message', 'Tag'),
    };
    if (!isRevision(`refs/tags/${tag.name}`)) {
      throw GitHubError.invalid('Tag', 'tag', 'is not a tag name');
    }
    const written = git.objects.writeTag(tag);
    return {
      status: 201,
      body: tagView(views, call.repo, { ...tag, sha: written }),
    };
  });
}
