import { requireAccess } from '../../../accounts/access';
import { GitHubError } from '../../../GitHubError';
import type { Pull } from '../../../model';
import type { Services } from '../../../Services';
import { commitView, fileView } from '../../../views/commitViews';
import { detailedPullView, pullView } from '../../../views/pullViews';
import {
  login,
  numberParam,
  optionalFlag,
  optionalText,
  paged,
  text,
  type Call,
} from '../../Call';
import type { RestRouter } from '../../RestRouter';
import { diffAnswer } from '../diffAnswer';
import { selectPulls } from './selectPulls';

/** `/pulls`: pull requests, and what they change. */
export function pullRoutes(router: RestRouter, services: Services): void {
  const { pulls, pullStore, mergeability, views, accounts } = services;
  const base = '/repos/:owner/:repo/pulls';
  const one = `${base}/:number`;
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));
  const detailed = async (pull: Pull) =>
    detailedPullView(views, pull, await mergeability.details(pull));

  router.route('GET', base, 'pull-requests:read', call =>
    paged(call, selectPulls(call, pullStore.list(call.repo)), pull =>
      pullView(views, pull),
    ),
  );
  router.route('POST', base, 'pull-requests:write', async call => {
    if (call.body.issue !== undefined) {
      throw new GitHubError(
        501,
        'Not Implemented: the GitHub sandbox makes no pull requests from issues',
      );
    }
    const pull = await pulls.create({
      repo: call.repo,
      title: text(call, 'title', 'PullRequest'),
      body: optionalText(call, 'body'),
      head: text(call, 'head', 'PullRequest'),
      base: text(call, 'base', 'PullRequest'),
      draft: optionalFlag(call, 'draft'),
      author: login(call),
    });
    return { status: 201, body: await detailed(pull) };
  });
  router.route('GET', one, 'pull-requests:read', async call => {
    const pull = find(call);
    const media = diffAnswer(call, await mergeability.files(pull));
    return media ?? { body: await detailed(pull) };
  });
  router.route('PATCH', one, 'pull-requests:write', async call => {
    const pull = find(call);
    if (pull.author !== login(call) && !call.actor?.integration) {
      requireAccess(accounts, call.actor, call.repo, 'contents:write');
    }
    const state = optionalText(call, 'state');
    if (state !== undefined && state !== 'open' && state !== 'closed') {
      throw GitHubError.invalid(
        'PullRequest',
        'state',
        'must be open or closed',
      );
    }
    const change = Object.fromEntries(
      Object.entries({
        title: optionalText(call, 'title'),
        body: call.body.body === null ? '' : optionalText(call, 'body'),
        state,
        baseRef: optionalText(call, 'base'),
      }).filter(([, value]) => value !== undefined),
    );
    const changed = await pulls.update(
      call.repo,
      pull.number,
      change,
      login(call),
    );
    return { body: await detailed(changed) };
  });
  router.route('GET', `${one}/commits`, 'pull-requests:read', async call =>
    paged(call, await mergeability.commits(find(call)), commit =>
      commitView(views, call.repo, commit),
    ),
  );
  router.route('GET', `${one}/files`, 'pull-requests:read', async call => {
    const pull = find(call);
    return paged(call, await mergeability.files(pull), file =>
      fileView(views, call.repo, pull.headSha, file),
    );
  });
  router.route('GET', `${one}/comments`, 'pull-requests:read', call => {
    find(call);
    return paged(call, [], each => each);
  });
}
