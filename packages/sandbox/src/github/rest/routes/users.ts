import { GitHubError } from '../../GitHubError';
import type { Services } from '../../Services';
import { login, paged } from '../Call';
import type { RestRouter } from '../RestRouter';

/** `/user`, `/users`, `/orgs`. */
export function userRoutes(
  router: RestRouter,
  { accounts, views, repositories }: Services,
): void {
  const visible = (owner: string, who: string | undefined) =>
    repositories
      .list(owner)
      .filter(each => accounts.role(each.fullName, who) !== undefined);

  router.route('GET', '/user', 'user', call => {
    if (call.actor?.run) {
      throw new GitHubError(403, 'Resource not accessible by integration');
    }
    const user = accounts.user(login(call));
    if (!user) {
      throw GitHubError.notFound();
    }
    return { body: views.fullUser(user) };
  });
  router.route('GET', '/user/emails', 'user', call => ({
    body: [
      {
        email: accounts.user(login(call))?.email,
        primary: true,
        verified: true,
        visibility: 'public',
      },
    ],
  }));
  router.route('GET', '/user/orgs', 'user', call =>
    paged(call, organizationsOf(login(call)), organization =>
      views.organization(organization),
    ),
  );
  router.route('GET', '/user/memberships/orgs', 'user', call =>
    paged(call, organizationsOf(login(call)), organization => ({
      state: 'active',
      role: organization.members.find(each => each.login === login(call))?.role,
      organization: views.organization(organization),
      user: views.user(login(call)),
    })),
  );
  router.route('GET', '/user/repos', 'user', call =>
    paged(
      call,
      repositories
        .list()
        .filter(each => accounts.role(each.fullName, login(call))),
      each => views.repositoryOf(each, login(call)),
    ),
  );
  router.route('POST', '/user/repos', 'user', async call =>
    createRepository(call, login(call)),
  );
  router.route('GET', '/users/:login', 'anyone', call => {
    const user = accounts.user(call.params.login);
    const organization = accounts.organization(call.params.login);
    if (user) {
      return { body: views.fullUser(user) };
    }
    if (organization) {
      return { body: views.organization(organization) };
    }
    throw GitHubError.notFound();
  });
  router.route('GET', '/users/:login/repos', 'anyone', call =>
    paged(call, visible(call.params.login, call.actor?.login), each =>
      views.repositoryOf(each, call.actor?.login),
    ),
  );
  router.route('GET', '/orgs/:org', 'anyone', call => ({
    body: views.organization(requireOrganization(call.params.org)),
  }));
  router.route('GET', '/orgs/:org/repos', 'anyone', call =>
    paged(
      call,
      visible(requireOrganization(call.params.org).login, call.actor?.login),
      each => views.repositoryOf(each, call.actor?.login),
    ),
  );
  router.route('POST', '/orgs/:org/repos', 'user', call => {
    const organization = requireOrganization(call.params.org);
    const member = organization.members.find(
      each => each.login === login(call),
    );
    if (!member && !accounts.user(login(call))?.siteAdmin) {
      throw new GitHubError(
        403,
        'You need admin access to the organization before adding a repository to it.',
      );
    }
    return createRepository(call, organization.login);
  });
  router.route('GET', '/orgs/:org/members', 'anyone', call =>
    paged(call, requireOrganization(call.params.org).members, member =>
      views.user(member.login),
    ),
  );
  router.route('GET', '/orgs/:org/teams', 'user', call =>
    paged(
      call,
      accounts.teams(requireOrganization(call.params.org).login),
      team => views.team(team),
    ),
  );
  router.route('GET', '/orgs/:org/teams/:team', 'user', call => ({
    body: views.team(requireTeam(call.params.org, call.params.team)),
  }));
  router.route('GET', '/orgs/:org/teams/:team/members', 'user', call =>
    paged(
      call,
      requireTeam(call.params.org, call.params.team).members,
      member => views.user(member),
    ),
  );

  function requireOrganization(name: string) {
    const organization = accounts.organization(name);
    if (!organization) {
      throw GitHubError.notFound();
    }
    return organization;
  }

  function requireTeam(organization: string, slug: string) {
    const team = accounts.team(organization, slug);
    if (!team) {
      throw GitHubError.notFound();
    }
    return team;
  }

  function organizationsOf(who: string) {
    return accounts
      .organizations()
      .filter(each => each.members.some(member => member.login === who));
  }

  async function createRepository(
    call: Parameters<typeof login>[0],
    owner: string,
  ) {
    const { body } = call;
    if (typeof body.name !== 'string') {
      throw GitHubError.missing('Repository', 'name');
    }
    const created = await repositories.create({
      owner,
      name: body.name,
      description: typeof body.description === 'string' ? body.description : '',
      private: body.private === true || body.visibility === 'private',
      autoInit: body.auto_init === true,
      creator: login(call),
    });
    const changed = repositories.update(created.fullName, {
      ...(body.allow_merge_commit === false ? { allowMergeCommit: false } : {}),
      ...(body.allow_squash_merge === false ? { allowSquashMerge: false } : {}),
      ...(body.allow_rebase_merge === false ? { allowRebaseMerge: false } : {}),
      ...(body.delete_branch_on_merge === true
        ? { deleteBranchOnMerge: true }
        : {}),
    });
    // Who makes a repository administers it, whatever members of the organization may do with others.
    if (accounts.role(changed.fullName, login(call)) !== 'admin') {
      repositories.update(changed.fullName, {
        collaborators: { [login(call)]: 'admin' },
      });
    }
    return { status: 201, body: views.repositoryOf(changed, login(call)) };
  }
}
