import { requireAccess } from '../../accounts/access';
import { GitHubError } from '../../GitHubError';
import type { Services } from '../../Services';
import { commentView, issueView } from '../../views/pullViews';
import {
  isObject,
  login,
  numberParam,
  optionalText,
  paged,
  text,
  texts,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

/** `/issues` and `/labels`. Every issue of the sandbox is a pull request. */
export function issueRoutes(router: RestRouter, services: Services): void {
  const { pulls, pullStore, views, accounts } = services;
  const base = '/repos/:owner/:repo';
  const one = `${base}/issues/:number`;
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));

  router.route('GET', `${base}/issues`, 'issues:read', call => {
    const state = call.query.get('state') ?? 'open';
    const labels = (call.query.get('labels') ?? '').split(',').filter(Boolean);
    return paged(
      call,
      pullStore
        .list(call.repo)
        .filter(
          pull =>
            (state === 'all' || pull.state === state) &&
            labels.every(label => pull.labels.includes(label)),
        ),
      pull => issueView(views, pull),
    );
  });
  router.route('POST', `${base}/issues`, 'issues:write', () => {
    throw new GitHubError(410, 'Issues are disabled for this repo');
  });
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

  router.route('GET', one, 'issues:read', call => ({
    body: issueView(views, find(call)),
  }));
  router.route('PATCH', one, 'issues:write', async call => {
    const pull = find(call);
    if (pull.author !== login(call)) {
      requireAccess(accounts, call.actor, call.repo, 'contents:write');
    }
    const state = optionalText(call, 'state');
    const changed = await pulls.update(
      call.repo,
      pull.number,
      Object.fromEntries(
        Object.entries({
          title: optionalText(call, 'title'),
          body: optionalText(call, 'body'),
          state: state === 'open' || state === 'closed' ? state : undefined,
        }).filter(([, value]) => value !== undefined),
      ),
      login(call),
    );
    return { body: issueView(views, changed) };
  });
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
  router.route('POST', `${one}/assignees`, 'labels:write', call => ({
    status: 201,
    body: issueView(
      views,
      pulls.addAssignees(
        call.repo,
        find(call).number,
        texts(call, 'assignees'),
        login(call),
      ),
    ),
  }));

  router.route('GET', `${one}/labels`, 'issues:read', call =>
    paged(call, pulls.labelsOf(find(call)), label => views.label(label)),
  );
  router.route('POST', `${one}/labels`, 'labels:write', call => ({
    body: pulls
      .addLabels(call.repo, find(call).number, labelNames(call), login(call))
      .map(label => views.label(label)),
  }));
  router.route('PUT', `${one}/labels`, 'labels:write', call => {
    const pull = find(call);
    const names = labelNames(call);
    for (const name of pull.labels.filter(each => !names.includes(each))) {
      pulls.removeLabel(call.repo, pull.number, name, login(call));
    }
    return {
      body: pulls
        .addLabels(call.repo, pull.number, names, login(call))
        .map(label => views.label(label)),
    };
  });
  router.route('DELETE', `${one}/labels/:label`, 'labels:write', call => ({
    body: pulls
      .removeLabel(call.repo, find(call).number, call.params.label, login(call))
      .map(label => views.label(label)),
  }));

  router.route('GET', `${base}/labels`, 'metadata:read', call =>
    paged(call, pullStore.labels(call.repo), label => views.label(label)),
  );
  router.route('POST', `${base}/labels`, 'labels:write', call => ({
    status: 201,
    body: views.label(
      pulls.createLabel({
        repo: call.repo,
        name: text(call, 'name', 'Label'),
        color: optionalText(call, 'color') ?? 'ededed',
        description: optionalText(call, 'description') ?? '',
      }),
    ),
  }));
  router.route('GET', `${base}/labels/:label`, 'metadata:read', call => ({
    body: views.label(requireLabel(call)),
  }));
  router.route('PATCH', `${base}/labels/:label`, 'labels:write', call => {
    const label = requireLabel(call);
    label.color = optionalText(call, 'color') ?? label.color;
    label.description = optionalText(call, 'description') ?? label.description;
    pullStore.saveLabel(label);
    return { body: views.label(label) };
  });
  router.route('DELETE', `${base}/labels/:label`, 'labels:write', call => {
    pullStore.deleteLabel(requireLabel(call));
    return { status: 204 };
  });

  function requireLabel(call: Call) {
    const label = pullStore.label(call.repo, call.params.label);
    if (!label) {
      throw GitHubError.notFound();
    }
    return label;
  }

  /** One's own comments; those of others need write access. */
  function mayChange(call: Call): void {
    const comment = pullStore.requireComment(
      call.repo,
      numberParam(call, 'id'),
    );
    if (comment.author !== login(call)) {
      requireAccess(accounts, call.actor, call.repo, 'contents:write');
    }
  }
}

function labelNames(call: Call): string[] {
  const list = call.body.items ?? call.body.labels ?? [];
  if (!Array.isArray(list)) {
    throw GitHubError.missing('Label', 'labels');
  }
  return list.map(each => {
    const name = isObject(each) ? each.name : each;
    if (typeof name !== 'string' || !name) {
      throw GitHubError.missing('Label', 'name');
    }
    return name;
  });
}
