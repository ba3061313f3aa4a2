import { GitHubError } from '../../GitHubError';
import type { RepositoryRole } from '../../model';
import { roleAtLeast } from '../../accounts/Accounts';
import type { Services } from '../../Services';
import { commitView } from '../../views/commitViews';
import {
  login,
  optionalFlag,
  optionalText,
  paged,
  texts,
  type Call,
} from '../Call';
import type { RestRouter } from '../RestRouter';

const ROLES: Record<string, RepositoryRole> = {
  pull: 'read',
  read: 'read',
  triage: 'triage',
  push: 'write',
  write: 'write',
  maintain: 'maintain',
  admin: 'admin',
};

/** `/repos/{owner}/{repo}`: settings, branches, tags, collaborators. */
export function repositoryRoutes(router: RestRouter, services: Services): void {
  const { repositories, views, accounts, context } = services;
  const base = '/repos/:owner/:repo';

  router.route('GET', base, 'metadata:read', call => ({
    body: views.repository(call.repo, call.actor?.login),
  }));
  router.route('PATCH', base, 'administration:write', async call => {
    const branch = optionalText(call, 'default_branch');
    if (
      branch !== undefined &&
      !(await context.git(call.repo).refs.get(`refs/heads/${branch}`))
    ) {
      throw GitHubError.invalid(
        'Repository',
        'default_branch',
        'is not a branch',
      );
    }
    const change = Object.fromEntries(
      Object.entries({
        description: optionalText(call, 'description'),
        private: optionalFlag(call, 'private'),
        archived: optionalFlag(call, 'archived'),
        defaultBranch: branch,
        allowMergeCommit: optionalFlag(call, 'allow_merge_commit'),
        allowSquashMerge: optionalFlag(call, 'allow_squash_merge'),
        allowRebaseMerge: optionalFlag(call, 'allow_rebase_merge'),
        deleteBranchOnMerge: optionalFlag(call, 'delete_branch_on_merge'),
      }).filter(([, value]) => value !== undefined),
    );
    const changed = repositories.update(call.repo, change);
    return { body: views.repositoryOf(changed, login(call)) };
  });
  router.route('GET', `${base}/topics`, 'metadata:read', call => ({
    body: { names: repositories.require(call.repo).topics },
  }));
  router.route('PUT', `${base}/topics`, 'administration:write', call => ({
    body: {
      names: repositories.update(call.repo, { topics: texts(call, 'names') })
        .topics,
    },
  }));

  router.route('GET', `${base}/branches`, 'contents:read', async call => {
    const refs = await context.git(call.repo).refs.list('refs/heads/');
    return paged(call, refs, ref =>
      branchView(call, ref.name.slice('refs/heads/'.length), ref.sha),
    );
  });
  router.route('GET', `${base}/tags`, 'contents:read', async call => {
    const git = context.git(call.repo);
    const refs = await git.refs.list('refs/tags/');
    return paged(call, refs, async ref => {
      const sha = (await git.refs.resolve(ref.name)) ?? ref.sha;
      return {
        name: ref.name.slice('refs/tags/'.length),
        commit: {
          sha,
          url: context.urls.repoApi(call.repo, `/commits/${sha}`),
        },
        zipball_url: context.urls.repoApi(call.repo, `/zipball/${ref.name}`),
        tarball_url: context.urls.repoApi(call.repo, `/tarball/${ref.name}`),
        node_id: '',
      };
    });
  });

  router.route('GET', `${base}/collaborators`, 'contents:read', call =>
    paged(
      call,
      accounts.users().filter(user => {
        const role = accounts.role(call.repo, user.login);
        return (
          user.type === 'User' &&
          role !== undefined &&
          roleAtLeast(role, 'read')
        );
      }),
      user => ({
        ...views.user(user.login),
        role_name: accounts.role(call.repo, user.login),
      }),
    ),
  );
  router.route(
    'GET',
    `${base}/collaborators/:login/permission`,
    'metadata:read',
    call => {
      const user = accounts.user(call.params.login);
      if (!user) {
        throw GitHubError.notFound();
      }
      const role = accounts.role(call.repo, user.login);
      return {
        body: {
          permission: coarse(role),
          role_name: role ?? 'none',
          user: views.user(user.login),
        },
      };
    },
  );
  router.route('GET', `${base}/collaborators/:login`, 'metadata:read', call => {
    if (!accounts.role(call.repo, call.params.login)) {
      throw GitHubError.notFound();
    }
    return { status: 204 };
  });
  router.route(
    'PUT',
    `${base}/collaborators/:login`,
    'administration:write',
    call => {
      const user = accounts.user(call.params.login);
      const role = ROLES[optionalText(call, 'permission') ?? 'push'];
      if (!user || !role) {
        throw GitHubError.notFound();
      }
      const { collaborators } = repositories.require(call.repo);
      repositories.update(call.repo, {
        collaborators: { ...collaborators, [user.login]: role },
      });
      return { status: 204 };
    },
  );
  router.route('GET', `${base}/assignees`, 'metadata:read', call =>
    paged(
      call,
      accounts
        .users()
        .filter(user =>
          roleAtLeast(accounts.role(call.repo, user.login), 'write'),
        ),
      user => views.user(user.login),
    ),
  );

  /** Registered last: the branch may hold slashes, so it would hide `…/protection`. */
  router.route(
    'GET',
    `${base}/branches/*branch`,
    'contents:read',
    async call => {
      const { branch } = call.params;
      const git = context.git(call.repo);
      const ref = await git.refs.get(`refs/heads/${branch}`);
      const commit = ref && (await git.objects.commit(ref.sha));
      if (!commit) {
        throw new GitHubError(404, 'Branch not found');
      }
      const short = branchView(call, branch, commit.sha);
      return {
        body: {
          ...short,
          commit: commitView(views, call.repo, commit),
          _links: {
            self: context.urls.repoApi(call.repo, `/branches/${branch}`),
            html: context.urls.repo(call.repo, `/tree/${branch}`),
          },
        },
      };
    },
  );

  function branchView(call: Call, name: string, sha: string) {
    const protection = repositories.protection(call.repo, name);
    const contexts = protection?.requiredStatusChecks?.contexts ?? [];
    return {
      name,
      commit: { sha, url: context.urls.repoApi(call.repo, `/commits/${sha}`) },
      protected: protection !== undefined,
      protection: {
        enabled: protection !== undefined,
        required_status_checks: {
          enforcement_level: contexts.length > 0 ? 'everyone' : 'off',
          contexts,
          checks: contexts.map(each => ({ context: each, app_id: null })),
        },
      },
      protection_url: context.urls.repoApi(
        call.repo,
        `/branches/${encodeURIComponent(name)}/protection`,
      ),
    };
  }
}

/** The three roles, and none, that the older field knows. */
function coarse(role: RepositoryRole | undefined): string {
  switch (role) {
    case undefined:
      return 'none';
    case 'triage':
      return 'read';
    case 'maintain':
      return 'write';
    default:
      return role;
  }
}
