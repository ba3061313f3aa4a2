import type { Pull } from '../model';
import { teamView } from './accountViews';
import { association } from './association';
import { labelView } from './repositoryViews';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** What only the view of one pull request has. */
export interface PullDetails {
  readonly mergeable: boolean | null;
  readonly mergeableState: string;
  readonly commits: number;
  readonly additions: number;
  readonly deletions: number;
  readonly changedFiles: number;
}

/** A pull request, as in lists. */
export function pullView(views: Views, pull: Pull): Json {
  const repo = pull.repo;
  const api = views.urls.repoApi(repo);
  const html = `${views.urls.repo(repo)}/pull/${pull.number}`;
  const owner = repo.split('/')[0];
  const side = (ref: string, sha: string) => ({
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: views.user(owner),
    repo: views.repository(repo),
  });
  const self = `${api}/pulls/${pull.number}`;
  const reviewComment = `${api}/pulls/comments{/number}`;
  const comments = `${api}/issues/${pull.number}/comments`;
  const statuses = `${api}/statuses/${pull.headSha}`;
  return {
    url: self,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${pull.number}`,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: reviewComment,
    comments_url: comments,
    statuses_url: statuses,
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
    labels: labelViews(views, pull),
    milestone: null,
    draft: pull.draft,
    head: side(pull.headRef, pull.headSha),
    base: side(pull.baseRef, pull.baseSha),
    author_association: association(views, repo, pull.author),
    auto_merge: null,
    active_lock_reason: null,
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: `${api}/issues/${pull.number}` },
      comments: { href: comments },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: reviewComment },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
    },
  };
}

/** A pull request, asked for alone. */
export function detailedPullView(
  views: Views,
  pull: Pull,
  details: PullDetails,
): Json {
  return {
    ...pullView(views, pull),
    merged: pull.merged,
    merged_by: pull.mergedBy ? views.user(pull.mergedBy) : null,
    mergeable: details.mergeable,
    rebaseable: details.mergeable,
    mergeable_state: details.mergeableState,
    comments: commentCount(views, pull),
    review_comments: 0,
    maintainer_can_modify: false,
    commits: details.commits,
    additions: details.additions,
    deletions: details.deletions,
    changed_files: details.changedFiles,
  };
}

/** How many comments a pull request has. */
export function commentCount(views: Views, pull: Pull): number {
  return views.store.comments
    .values()
    .filter(each => each.repo === pull.repo && each.number === pull.number)
    .length;
}

/** The labels of a pull request. */
export function labelViews(views: Views, pull: Pull): Json[] {
  return pull.labels.flatMap(name => {
    const label = views.store.labels.get(`${pull.repo}/${name}`.toLowerCase());
    return label ? [labelView(views, label)] : [];
  });
}

function teamViews(views: Views, pull: Pull): Json[] {
  const owner = pull.repo.split('/')[0];
  return pull.requestedTeams.flatMap(slug => {
    const team = views.accounts.team(owner, slug);
    return team ? [teamView(views, team)] : [];
  });
}
