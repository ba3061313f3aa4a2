import { isRevision, ZERO_SHA } from '../../../git/GitRefs';
import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { refView } from '../../../views/gitViews';
import { optionalFlag, paged, sha, text, type Call } from '../../Call';
import type { Routes } from './notEmpty';
import { moveRef } from './moveRef';

/** `/git/refs`. */
export function refRoutes(router: Routes, services: Services): void {
  const { context, repositories, views } = services;
  const base = '/repos/:owner/:repo/git';

  router.route('GET', `${base}/ref/*ref`, 'contents:read', async call => {
    const ref = await context
      .git(call.repo)
      .refs.get(`refs/${call.params.ref}`);
    if (!ref) {
      throw GitHubError.notFound();
    }
    return { body: refView(views, call.repo, ref) };
  });
  router.route(
    'GET',
    `${base}/matching-refs/*ref`,
    'contents:read',
    async call => {
      const prefix = `refs/${call.params.ref}`;
      const refs = await context.git(call.repo).refs.list();
      return paged(
        call,
        refs.filter(ref => ref.name.startsWith(prefix)),
        ref => refView(views, call.repo, ref),
      );
    },
  );
  router.route('POST', `${base}/refs`, 'contents:write', async call => {
    const ref = text(call, 'ref', 'Reference');
    const to = sha(text(call, 'sha', 'Reference'));
    if (!/^refs\/(heads|tags)\/./.test(ref) || !isRevision(ref)) {
      throw new GitHubError(422, `${ref} is not a valid ref name.`);
    }
    const git = context.git(call.repo);
    if (!(await git.objects.info(to))) {
      throw new GitHubError(422, 'Object does not exist');
    }
    if (await git.refs.get(ref)) {
      throw new GitHubError(422, 'Reference already exists');
    }
    await moveRef(services, call, {
      ref,
      before: ZERO_SHA,
      after: to,
      conflict: 'Reference already exists',
    });
    return {
      status: 201,
      body: refView(views, call.repo, await refNow(call, ref)),
    };
  });
  router.route('PATCH', `${base}/refs/*ref`, 'contents:write', async call => {
    const ref = `refs/${call.params.ref}`;
    const to = sha(text(call, 'sha', 'Reference'));
    const git = context.git(call.repo);
    const present = await git.refs.get(ref);
    if (!present) {
      throw new GitHubError(422, 'Reference does not exist');
    }
    const target = await git.objects.info(to);
    if (!target) {
      throw new GitHubError(422, 'Object does not exist');
    }
    const forward =
      target.type !== 'commit' ||
      (await git.history.isAncestor(present.sha, to));
    const branch = ref.replace(/^refs\/heads\//, '');
    const protection = repositories.protection(call.repo, branch);
    if (!forward && !optionalFlag(call, 'force')) {
      throw new GitHubError(422, 'Update is not a fast forward');
    }
    if (!forward && protection && !protection.allowForcePushes) {
      throw new GitHubError(422, 'Cannot force-push to a protected branch');
    }
    await moveRef(services, call, {
      ref,
      before: present.sha,
      after: to,
      conflict: 'Reference was modified. Try again.',
    });
    return { body: refView(views, call.repo, await refNow(call, ref)) };
  });
  router.route('DELETE', `${base}/refs/*ref`, 'contents:write', async call => {
    const ref = `refs/${call.params.ref}`;
    const present = await context.git(call.repo).refs.get(ref);
    if (!present) {
      throw new GitHubError(422, 'Reference does not exist');
    }
    await moveRef(services, call, {
      ref,
      before: present.sha,
      after: ZERO_SHA,
      conflict: 'Reference was modified. Try again.',
    });
    return { status: 204 };
  });

  async function refNow(call: Call, ref: string) {
    const now = await context.git(call.repo).refs.get(ref);
    if (!now) {
      throw GitHubError.notFound();
    }
    return now;
  }
}
