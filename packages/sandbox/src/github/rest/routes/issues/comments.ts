import { requireAccess } from '../../../accounts/access';
import type { Services } from '../../../Services';
import { commentView } from '../../../views/issueViews';
import { login, numberParam, paged, text, type Call } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/issues/comments`: comments on pull requests. */
export function commentRoutes(router: RestRouter, services: Services): void {
  const { pulls, pullStore, views, accounts } = services;
  const base = '/repos/:owner/:repo';
  const one = `${base}/issues/:number`;
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));

  router.route('GET', `${base}/issues/comments`, 'issues:read', call =>
    paged(call, pullStore.comments(call.repo), comment =>
      commentView(views, comment),
    ),
  );
  router.route('GET', `${base}/issues/comments/:id`, 'issues:read', call => ({
    body: commentView(
      views,
      pullStore.requireComment(call.repo, numberParam(call, 'id')),
    ),
  }));
  router.route('PATCH', `${base}/issues/comments/:id`, 'issues:write', call => {
    mayChange(call);
    return {
      body: commentView(
        views,
        pulls.updateComment(
          call.repo,
          numberParam(call, 'id'),
          text(call, 'body', 'IssueComment'),
          login(call),
        ),
      ),
    };
  });
  router.route(
    'DELETE',
    `${base}/issues/comments/:id`,
    'issues:write',
    call => {
      mayChange(call);
      pulls.deleteComment(call.repo, numberParam(call, 'id'), login(call));
      return { status: 204 };
    },
  );
  router.route('GET', `${one}/comments`, 'issues:read', call =>
    paged(call, pulls.comments(call.repo, find(call).number), comment =>
      commentView(views, comment),
    ),
  );
  router.route('POST', `${one}/comments`, 'issues:write', call => ({
    status: 201,
    body: commentView(
      views,
      pulls.comment({
        repo: call.repo,
        number: find(call).number,
        author: login(call),
        body: text(call, 'body', 'IssueComment'),
      }),
    ),
  }));

  /** One's own comments; those of others need write access. */
  function mayChange(call: Call): void {
    const comment = pullStore.requireComment(
      call.repo,
      numberParam(call, 'id'),
    );
    if (comment.author !== login(call) && !call.actor?.integration) {
      requireAccess(accounts, call.actor, call.repo, 'contents:write');
    }
  }
}
