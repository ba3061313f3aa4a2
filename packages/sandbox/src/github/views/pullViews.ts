import type { IssueComment, Pull, Review } from '../model';
import { nodeId, type Json, type Views } from './Views';

/** What only the view of one pull request has. */
export interface PullDetails {
  readonly mergeable: boolean | null;
  readonly mergeableState: string;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** A pull request, as in lists; with details as when asked for alone. */
export function pullView(
  views: Views,
  pull: Pull,
  details?: PullDetails,
): Json {
  const repo = pull.repo;
  const api = views.urls.repoApi(repo);
  const html = views.urls.repo(repo);
  const owner = repo.split('/')[0];
  const side = (ref: string, sha: string) => ({
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: views.user(owner),
    repo: views.repository(repo),
  });
  const self = `${api}/pulls/${pull.number}`;
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: `${html}/pull/${pull.number}`,
    diff_url: `${html}/pull/${pull.number}.diff`,
    patch_url: `${html}/pull/${pull.number}.patch`,
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    comments_url: `${api}/issues/${pull.number}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: views.user(pull.author),
    body: pull.body || null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    merged_at: pull.mergedAt ?? null,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: pull.assignees[0] ? views.user(pull.assignees[0]) : null,
    assignees: pull.assignees.map(login => views.user(login)),
    requested_reviewers: pull.requestedReviewers.map(login =>
      views.user(login),
    ),
    requested_teams: teamViews(views, pull),
    labels: pull.labels.map(name => labelView(views, repo, name)),
    milestone: null,
    draft: pull.draft,
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
    author_association: 'MEMBER',
    auto_merge: null,
    active_lock_reason: null,
    _links: {
      self: { href: self },
      html: { href: `${html}/pull/${pull.number}` },
      issue: { href: `${api}/issues/${pull.number}` },
      comments: { href: `${api}/issues/${pull.number}/comments` },
      commits: { href: `${self}/commits` },
      statuses: { href: `${api}/statuses/${pull.headSha}` },
    },
    ...(details
      ? {
          merged: pull.merged,
          merged_by: pull.mergedBy ? views.user(pull.mergedBy) : null,
          mergeable: details.mergeable,
          rebaseable: details.mergeable,
          mergeable_state: details.mergeableState,
          comments: views.store.comments
            .values()
            .filter(each => each.repo === repo && each.number === pull.number)
            .length,
          review_comments: 0,
          maintainer_can_modify: false,
          commits: details.commits,
          additions: details.additions,
          deletions: details.deletions,
          changed_files: details.changedFiles,
        }
      : {}),
  };
}

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
    html_url: view.html_url,
    id: pull.id,
    node_id: view.node_id,
    number: pull.number,
    title: pull.title,
    user: view.user,
    labels: view.labels,
    state: pull.state,
    locked: false,
    assignee: view.assignee,
    assignees: view.assignees,
    milestone: null,
    comments: views.store.comments
      .values()
      .filter(each => each.repo === repo && each.number === pull.number).length,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt ?? null,
    author_association: 'MEMBER',
    draft: pull.draft,
    pull_request: {
      url: view.url,
      html_url: view.html_url,
      diff_url: view.diff_url,
      patch_url: view.patch_url,
      merged_at: pull.mergedAt ?? null,
    },
    body: view.body,
    state_reason: null,
  };
}

export function reviewView(views: Views, review: Review): Json {
  const html = views.urls.repo(review.repo, `/pull/${review.number}`);
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: views.user(review.author),
    body: review.body,
    state: review.state,
    html_url: `${html}#pullrequestreview-${review.id}`,
    pull_request_url: views.urls.repoApi(
      review.repo,
      `/pulls/${review.number}`,
    ),
    author_association: 'MEMBER',
    submitted_at: review.submittedAt,
    commit_id: review.commitSha,
    _links: {
      html: { href: `${html}#pullrequestreview-${review.id}` },
      pull_request: {
        href: views.urls.repoApi(review.repo, `/pulls/${review.number}`),
      },
    },
  };
}

export function commentView(views: Views, comment: IssueComment): Json {
  return {
    url: views.urls.repoApi(comment.repo, `/issues/comments/${comment.id}`),
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
    author_association: 'MEMBER',
    body: comment.body,
  };
}

function teamViews(views: Views, pull: Pull): Json[] {
  const owner = pull.repo.split('/')[0];
  return pull.requestedTeams.flatMap(slug => {
    const team = views.accounts.team(owner, slug);
    return team ? [views.team(team)] : [];
  });
}

function labelView(views: Views, repo: string, name: string): Json {
  const label = views.store.labels.get(`${repo}/${name}`.toLowerCase());
  return label ? views.label(label) : { name };
}
