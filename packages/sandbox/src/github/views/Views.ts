import type { Accounts } from '../accounts/Accounts';
import { roleAtLeast } from '../accounts/Accounts';
import { GitHubError } from '../GitHubError';
import type { Label, Organization, Repository, Team, User } from '../model';
import type { Store } from '../store/Store';
import type { Urls } from '../Urls';

/** JSON, as the API answers it. */
export type Json = Record<string, unknown>;

/** The JSON of accounts, repositories and labels: what the other views are made of. */
export class Views {
  readonly store: Store;
  readonly urls: Urls;
  readonly accounts: Accounts;

  constructor(options: { store: Store; urls: Urls; accounts: Accounts }) {
    this.store = options.store;
    this.urls = options.urls;
    this.accounts = options.accounts;
  }

  /** The short form of a user or organisation, as it stands in other things. */
  user(login: string): Json {
    const user = this.accounts.user(login);
    const organization = user ? undefined : this.accounts.organization(login);
    const { site, api } = this.urls;
    const path = encodeURIComponent(login);
    return {
      login: user?.login ?? organization?.login ?? login,
      id: user?.id ?? organization?.id ?? 0,
      node_id: nodeId('U', user?.id ?? organization?.id ?? 0),
      avatar_url: `${site}/avatars/${path}`,
      gravatar_id: '',
      url: `${api}/users/${path}`,
      html_url: `${site}/${path}`,
      repos_url: `${api}/users/${path}/repos`,
      type: user?.type ?? (organization ? 'Organization' : 'User'),
      site_admin: user?.siteAdmin ?? false,
    };
  }

  /** The long form of a user. */
  fullUser(user: User): Json {
    return {
      ...this.user(user.login),
      name: user.name,
      company: null,
      blog: '',
      location: null,
      email: user.email,
      bio: user.bio ?? null,
      created_at: user.createdAt,
      updated_at: user.createdAt,
    };
  }

  organization(organization: Organization): Json {
    const { site, api } = this.urls;
    const path = encodeURIComponent(organization.login);
    return {
      login: organization.login,
      id: organization.id,
      node_id: nodeId('O', organization.id),
      url: `${api}/orgs/${path}`,
      repos_url: `${api}/orgs/${path}/repos`,
      members_url: `${api}/orgs/${path}/members{/member}`,
      avatar_url: `${site}/avatars/${path}`,
      description: organization.description,
      html_url: `${site}/${path}`,
      name: organization.name,
      type: 'Organization',
      created_at: organization.createdAt,
      updated_at: organization.createdAt,
    };
  }

  /** `{ organization }` for the payloads of a repository that an organisation owns. */
  organizationOf(repo: string): Json {
    const organization = this.accounts.organization(repo.split('/')[0]);
    return organization
      ? { organization: this.organization(organization) }
      : {};
  }

  team(team: Team): Json {
    const { site, api } = this.urls;
    return {
      id: team.id,
      node_id: nodeId('T', team.id),
      slug: team.slug,
      name: team.name,
      description: null,
      privacy: 'closed',
      permission: 'push',
      url: `${api}/orgs/${team.organization}/teams/${team.slug}`,
      html_url: `${site}/orgs/${team.organization}/teams/${team.slug}`,
      members_url: `${api}/orgs/${team.organization}/teams/${team.slug}/members{/member}`,
      parent: null,
    };
  }

  /** A repository by `owner/name`; with `permissions` when it is asked for by somebody. */
  repository(repo: string, login?: string): Json {
    const repository = this.store.repositories.get(repo.toLowerCase());
    if (!repository) {
      throw GitHubError.notFound();
    }
    return this.repositoryOf(repository, login);
  }

  repositoryOf(repository: Repository, login?: string): Json {
    const repo = repository.fullName;
    const html = this.urls.repo(repo);
    const api = this.urls.repoApi(repo);
    const role =
      login === undefined ? undefined : this.accounts.role(repo, login);
    const open = this.store.pulls
      .values()
      .filter(pull => pull.repo === repo && pull.state === 'open').length;
    return {
      id: repository.id,
      node_id: nodeId('R', repository.id),
      name: repository.name,
      full_name: repo,
      private: repository.private,
      owner: this.user(repository.owner),
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
      events_url: `${api}/events`,
      git_commits_url: `${api}/git/commits{/sha}`,
      git_refs_url: `${api}/git/refs{/sha}`,
      git_tags_url: `${api}/git/tags{/sha}`,
      hooks_url: `${api}/hooks`,
      issue_comment_url: `${api}/issues/comments{/number}`,
      issues_url: `${api}/issues{/number}`,
      labels_url: `${api}/labels{/name}`,
      merges_url: `${api}/merges`,
      pulls_url: `${api}/pulls{/number}`,
      statuses_url: `${api}/statuses/{sha}`,
      tags_url: `${api}/tags`,
      trees_url: `${api}/git/trees{/sha}`,
      clone_url: `${html}.git`,
      git_url: `${html}.git`,
      ssh_url: `${html}.git`,
      svn_url: html,
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
      license: null,
      ...(role === undefined
        ? {}
        : {
            permissions: {
              admin: roleAtLeast(role, 'admin'),
              maintain: roleAtLeast(role, 'maintain'),
              push: roleAtLeast(role, 'write'),
              triage: roleAtLeast(role, 'triage'),
              pull: true,
            },
          }),
    };
  }

  label(label: Label): Json {
    return {
      id: label.id,
      node_id: nodeId('LA', label.id),
      url: this.urls.repoApi(
        label.repo,
        `/labels/${encodeURIComponent(label.name)}`,
      ),
      name: label.name,
      color: label.color,
      default: false,
      description: label.description || null,
    };
  }
}

/** An opaque id such as GraphQL uses. */
export function nodeId(prefix: string, id: number | string): string {
  return `${prefix}_${Buffer.from(String(id)).toString('base64url')}`;
}
