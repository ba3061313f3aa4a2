import { requireAccess } from '../../../accounts/access';
import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { issueView } from '../../../views/issueViews';
import {
  login,
  numberParam,
  optionalText,
  paged,
  texts,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/issues`. Every issue of the sandbox is a pull request. */
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
  router.route('GET', one, 'issues:read', call => ({
    body: issueView(views, find(call)),
  }));
  router.route('PATCH', one, 'issues:write', async call => {
    const pull = find(call);
    if (pull.author !== login(call) && !call.actor?.integration) {
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
}
