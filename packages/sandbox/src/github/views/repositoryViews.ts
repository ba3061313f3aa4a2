import { roleAtLeast } from '../accounts/Accounts';
import { GitHubError } from '../GitHubError';
import type { Label, Repository, RepositoryRole } from '../model';
import { userView } from './accountViews';
import { nodeId } from './nodeId';
import type { Json, Views } from './Views';

/** A repository by `owner/name`, as payloads and lists have it; with `permissions` for somebody who asks. */
export function repositoryView(
  views: Views,
  repo: string,
  login?: string,
): Json {
  const repository = required(views, repo);
  const html = views.urls.repo(repository.fullName);
  const role =
    login === undefined ? undefined : views.accounts.role(repo, login);
  const open = views.store.pulls
    .values()
    .filter(
      pull => pull.repo === repository.fullName && pull.state === 'open',
    ).length;
  return {
    ...minimalRepositoryView(views, repo),
    clone_url: `${html}.git`,
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues_count: open,
    open_issues: open,
    is_template: false,
    topics: repository.topics,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
    allow_rebase_merge: repository.allowRebaseMerge,
    allow_squash_merge: repository.allowSquashMerge,
    allow_merge_commit: repository.allowMergeCommit,
    allow_auto_merge: false,
    delete_branch_on_merge: repository.deleteBranchOnMerge,
    web_commit_signoff_required: false,
    custom_properties: {},
    license: null,
    ...(role === undefined ? {} : { permissions: permissionsOf(role) }),
  };
}

/** A repository, asked for alone. */
export function fullRepositoryView(
  views: Views,
  repo: string,
  login?: string,
): Json {
  const { owner } = required(views, repo);
  return {
    ...repositoryView(views, repo, login),
    subscribers_count: 0,
    network_count: 0,
    ...(views.accounts.organization(owner)
      ? { organization: userView(views, owner) }
      : {}),
  };
}

/** A repository as it stands in runs, suites and statuses: what it is called, and where all of it is. */
export function minimalRepositoryView(views: Views, repo: string): Json {
  const repository = required(views, repo);
  const html = views.urls.repo(repository.fullName);
  const api = views.urls.repoApi(repository.fullName);
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: repository.fullName,
    private: repository.private,
    owner: userView(views, repository.owner),
    html_url: html,
    description: repository.description || null,
    fork: false,
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}

/** What a role lets somebody do, as the older field says it. */
function permissionsOf(role: RepositoryRole): Json {
  return {
    admin: roleAtLeast(role, 'admin'),
    maintain: roleAtLeast(role, 'maintain'),
    push: roleAtLeast(role, 'write'),
    triage: roleAtLeast(role, 'triage'),
    pull: true,
  };
}

/** A label. */
export function labelView(views: Views, label: Label): Json {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: views.urls.repoApi(
      label.repo,
      `/labels/${encodeURIComponent(label.name)}`,
    ),
    name: label.name,
    color: label.color,
    default: false,
    description: label.description || null,
  };
}

function required(views: Views, repo: string): Repository {
  const repository = views.store.repositories.get(repo.toLowerCase());
  if (!repository) {
    throw GitHubError.notFound();
  }
  return repository;
}
