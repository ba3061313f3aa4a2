import { requireAccess } from '../../accounts/access';
import { GitHubError } from '../../GitHubError';
import type { MergeMethod, Pull } from '../../model';
import type { Services } from '../../Services';
import { commitView, fileView } from '../../views/commitViews';
import { pullView, reviewView } from '../../views/pullViews';
import {
  login,
  numberParam,
  optionalFlag,
  optionalText,
  paged,
  text,
  texts,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';
import { textMedia } from './commits';

/** `/pulls`. */
export function pullRoutes(router: RestRouter, services: Services): void {
  const { pulls, pullStore, mergeability, views, accounts } = services;
  const base = '/repos/:owner/:repo/pulls';
  const one = `${base}/:number`;
  const find = (call: Call) =>
    pullStore.require(call.repo, numberParam(call, 'number'));
  const detailed = async (pull: Pull) =>
    pullView(views, pull, await mergeability.details(pull));

  router.route('GET', base, 'pull-requests:read', call =>
    paged(call, selected(call, pullStore.list(call.repo)), pull =>
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
    const media = textMedia(call, await mergeability.files(pull));
    return media ?? { body: await detailed(pull) };
  });
  router.route('PATCH', one, 'pull-requests:write', async call => {
    const pull = find(call);
    if (pull.author !== login(call)) {
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

  router.route('GET', `${one}/merge`, 'pull-requests:read', call => {
    if (!find(call).merged) {
      throw GitHubError.notFound();
    }
    return { status: 204 };
  });
  router.route('PUT', `${one}/merge`, 'merge:write', async call => {
    const method = optionalText(call, 'merge_method') ?? 'merge';
    if (!isMethod(method)) {
      throw GitHubError.invalid(
        'PullRequest',
        'merge_method',
        'must be merge, squash or rebase',
      );
    }
    const { sha } = await pulls.merge({
      repo: call.repo,
      number: find(call).number,
      method,
      title: optionalText(call, 'commit_title'),
      message: optionalText(call, 'commit_message'),
      sha: optionalText(call, 'sha'),
      actor: login(call),
    });
    return {
      body: { sha, merged: true, message: 'Pull Request successfully merged' },
    };
  });

  router.route('GET', `${one}/reviews`, 'pull-requests:read', call =>
    paged(call, pulls.reviews(call.repo, find(call).number), review =>
      reviewView(views, review),
    ),
  );
  router.route('POST', `${one}/reviews`, 'reviews:write', async call => {
    const pull = find(call);
    const event = optionalText(call, 'event');
    if (Array.isArray(call.body.comments) && call.body.comments.length > 0) {
      throw new GitHubError(
        501,
        'Not Implemented: the GitHub sandbox has no comments on lines',
      );
    }
    if (
      event !== 'APPROVE' &&
      event !== 'REQUEST_CHANGES' &&
      event !== 'COMMENT'
    ) {
      throw event === undefined
        ? new GitHubError(
            501,
            'Not Implemented: the GitHub sandbox has no pending reviews. Give an event.',
          )
        : GitHubError.invalid(
            'PullRequestReview',
            'event',
            'must be APPROVE, REQUEST_CHANGES or COMMENT',
          );
    }
    const review = await pulls.review({
      repo: call.repo,
      number: pull.number,
      author: login(call),
      event,
      body: optionalText(call, 'body'),
      commitSha: optionalText(call, 'commit_id'),
    });
    return { body: reviewView(views, review) };
  });
  router.route('GET', `${one}/reviews/:review`, 'pull-requests:read', call => {
    const review = pulls
      .reviews(call.repo, find(call).number)
      .find(each => each.id === numberParam(call, 'review'));
    if (!review) {
      throw GitHubError.notFound();
    }
    return { body: reviewView(views, review) };
  });
  router.route(
    'PUT',
    `${one}/reviews/:review/dismissals`,
    'merge:write',
    call => ({
      body: reviewView(
        views,
        pulls.dismissReview({
          repo: call.repo,
          number: find(call).number,
          reviewId: numberParam(call, 'review'),
          message: text(call, 'message', 'PullRequestReview'),
          actor: login(call),
        }),
      ),
    }),
  );

  router.route(
    'GET',
    `${one}/requested_reviewers`,
    'pull-requests:read',
    call => {
      const view = pullView(views, find(call));
      return {
        body: { users: view.requested_reviewers, teams: view.requested_teams },
      };
    },
  );
  router.route(
    'POST',
    `${one}/requested_reviewers`,
    'pull-requests:write',
    call => {
      const changed = pulls.requestReviewers(
        call.repo,
        find(call).number,
        {
          users: texts(call, 'reviewers'),
          teams: texts(call, 'team_reviewers'),
        },
        login(call),
      );
      return { status: 201, body: pullView(views, changed) };
    },
  );
  router.route(
    'DELETE',
    `${one}/requested_reviewers`,
    'pull-requests:write',
    call => ({
      body: pullView(
        views,
        pulls.removeRequestedReviewers(
          call.repo,
          find(call).number,
          {
            users: texts(call, 'reviewers'),
            teams: texts(call, 'team_reviewers'),
          },
          login(call),
        ),
      ),
    }),
  );
}

function selected(call: Call, all: Pull[]): Pull[] {
  const { query } = call;
  const state = query.get('state') ?? 'open';
  const owner = call.repo.split('/')[0];
  const head = query.get('head');
  const base = query.get('base');
  const key: keyof Pull =
    query.get('sort') === 'updated' ? 'updatedAt' : 'number';
  const ascending = query.get('direction') === 'asc';
  return all
    .filter(
      pull =>
        (state === 'all' || pull.state === state) &&
        (!head || `${owner}:${pull.headRef}` === head) &&
        (!base || pull.baseRef === base),
    )
    .sort((one, other) => {
      const order =
        Number(one[key] > other[key]) - Number(one[key] < other[key]);
      return ascending ? order : -order;
    });
}

function isMethod(value: string): value is MergeMethod {
  return value === 'merge' || value === 'squash' || value === 'rebase';
}
