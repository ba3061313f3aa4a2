import type { IssueComment, Pull } from '../model';
import { appViewOf } from './appView';
import { association } from './association';
import { commentCount, labelViews, pullView } from './pullViews';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A pull request as the issues API shows it. */
export function issueView(views: Views, pull: Pull): Json {
  const repo = pull.repo;
  const api = views.urls.repoApi(repo, `/issues/${pull.number}`);
  const view = pullView(views, pull);
  return {
    url: api,
    repository_url: views.urls.repoApi(repo),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    timeline_url: `${api}/timeline`,
    html_url: view.html_url,
    id: pull.id,
    node_id: view.node_id,
    number: pull.number,
    title: pull.title,
    user: view.user,
    labels: labelViews(views, pull),
    state: pull.state,
    locked: false,
    active_lock_reason: null,
    assignee: view.assignee,
    assignees: view.assignees,
    milestone: null,
    comments: commentCount(views, pull),
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    author_association: view.author_association,
    draft: pull.draft,
    pull_request: {
      url: view.url,
      html_url: view.html_url,
      diff_url: view.diff_url,
      patch_url: view.patch_url,
      merged_at: pull.mergedAt ?? null,
    },
    body: view.body,
    reactions: noReactions(api),
    performed_via_github_app: null,
    state_reason: null,
  };
}

/** A comment on a pull request. */
export function commentView(views: Views, comment: IssueComment): Json {
  const url = views.urls.repoApi(
    comment.repo,
    `/issues/comments/${comment.id}`,
  );
  return {
    url,
    html_url: views.urls.repo(
      comment.repo,
      `/pull/${comment.number}#issuecomment-${comment.id}`,
    ),
    issue_url: views.urls.repoApi(comment.repo, `/issues/${comment.number}`),
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: views.user(comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(views, comment.repo, comment.author),
    body: comment.body,
    reactions: noReactions(url),
    performed_via_github_app: appViewOf(
      views,
      comment.author.replace(/\[bot\]$/, ''),
    ),
  };
}

function noReactions(of: string): Json {
  return {
    url: `${of}/reactions`,
    total_count: 0,
    '+1': 0,
    '-1': 0,
    laugh: 0,
    hooray: 0,
    confused: 0,
    heart: 0,
    rocket: 0,
    eyes: 0,
  };
}
