import { GitHubError } from '../GitHubError';
import type { AccountsApi } from '../api';
import type { Organization, RepositoryRole, Team, User } from '../model';
import type { Store } from '../store/Store';

const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?(?:\[bot\])?$/;

/** Login under which runs act with their `GITHUB_TOKEN`. */
export const ACTIONS_BOT = 'github-actions[bot]';

/** People, organisations and teams. */
export class Accounts implements AccountsApi {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    if (!this.user(ACTIONS_BOT)) {
      this.createUser({
        login: ACTIONS_BOT,
        name: 'github-actions',
        type: 'Bot',
      });
    }
  }

  createUser(options: Parameters<AccountsApi['createUser']>[0]): User {
    this.#checkFree(options.login);
    const id = this.#store.nextId();
    const user: User = {
      id,
      login: options.login,
      name: options.name ?? options.login,
      email: options.email ?? `${id}+${options.login}@users.noreply.localhost`,
      type: options.type ?? 'User',
      siteAdmin: options.siteAdmin ?? false,
      ...(options.bio === undefined ? {} : { bio: options.bio }),
      createdAt: this.#store.now(),
    };
    this.#store.users.put(user.login.toLowerCase(), user);
    return user;
  }

  createOrganization(
    options: Parameters<AccountsApi['createOrganization']>[0],
  ): Organization {
    this.#checkFree(options.login);
    const organization: Organization = {
      id: this.#store.nextId(),
      login: options.login,
      name: options.name ?? options.login,
      description: options.description ?? '',
      plan: options.plan ?? 'enterprise',
      defaultRole: options.defaultRole ?? 'write',
      members: options.members ?? [],
      createdAt: this.#store.now(),
    };
    this.#store.organizations.put(
      organization.login.toLowerCase(),
      organization,
    );
    return organization;
  }

  removeMember(organization: string, login: string): void {
    const left = this.organization(organization);
    if (!left) {
      throw GitHubError.notFound();
    }
    this.#store.organizations.put(left.login.toLowerCase(), {
      ...left,
      members: left.members.filter(each => each.login !== login),
    });
    for (const team of this.teams(left.login)) {
      this.#store.teams.put(`${team.organization}/${team.slug}`.toLowerCase(), {
        ...team,
        members: team.members.filter(each => each !== login),
      });
    }
  }

  createTeam(options: Parameters<AccountsApi['createTeam']>[0]): Team {
    if (!this.organization(options.organization)) {
      throw GitHubError.notFound();
    }
    const team: Team = {
      id: this.#store.nextId(),
      organization: options.organization,
      slug: options.slug,
      name: options.name ?? options.slug,
      members: options.members,
    };
    this.#store.teams.put(
      `${team.organization}/${team.slug}`.toLowerCase(),
      team,
    );
    return team;
  }

  user(login: string): User | undefined {
    return this.#store.users.get(login.toLowerCase());
  }

  users(): User[] {
    return this.#store.users.values();
  }

  /** The person whose address is in a commit. */
  userByEmail(email: string): User | undefined {
    const wanted = email.toLowerCase();
    const noReply = /^(?:\d+\+)?([^@+]+)@users\.noreply\.localhost$/.exec(
      wanted,
    );
    return (
      this.users().find(user => user.email.toLowerCase() === wanted) ??
      (noReply ? this.user(noReply[1]) : undefined)
    );
  }

  organization(login: string): Organization | undefined {
    return this.#store.organizations.get(login.toLowerCase());
  }

  organizations(): Organization[] {
    return this.#store.organizations.values();
  }

  team(organization: string, slug: string): Team | undefined {
    return this.#store.teams.get(`${organization}/${slug}`.toLowerCase());
  }

  teams(organization: string): Team[] {
    return this.#store.teams
      .values()
      .filter(team => team.organization === organization);
  }

  /** A person's role in a repository; undefined for none. */
  role(repo: string, login: string | undefined): RepositoryRole | undefined {
    const repository = this.#store.repositories.get(repo.toLowerCase());
    if (!repository) {
      return undefined;
    }
    const everyone = repository.private ? undefined : 'read';
    const user = login === undefined ? undefined : this.user(login);
    if (!user) {
      return everyone;
    }
    if (
      user.siteAdmin ||
      user.login.toLowerCase() === repository.owner.toLowerCase()
    ) {
      return 'admin';
    }
    const organization = this.organization(repository.owner);
    const member = organization?.members.find(
      each => each.login === user.login,
    );
    if (member?.role === 'admin') {
      return 'admin';
    }
    const asMember =
      member && organization && organization.defaultRole !== 'none'
        ? organization.defaultRole
        : undefined;
    const asTeam = Object.entries(repository.teams ?? {})
      .filter(([slug]) =>
        this.team(repository.owner, slug)?.members.includes(user.login),
      )
      .map(([, role]) => role);
    const roles: Array<RepositoryRole | undefined> = [
      ...asTeam,
      asMember,
      everyone,
    ];
    return (
      repository.collaborators[user.login] ??
      roles.reduce((best, role) =>
        role && !roleAtLeast(best, role) ? role : best,
      )
    );
  }

  #checkFree(login: string): void {
    if (!LOGIN.test(login)) {
      throw GitHubError.invalid('User', 'login', `"${login}" is not a login`);
    }
    if (this.user(login) || this.organization(login)) {
      throw GitHubError.invalid('User', 'login', `${login} is already taken`);
    }
  }
}

const ORDER: readonly RepositoryRole[] = [
  'read',
  'triage',
  'write',
  'maintain',
  'admin',
];

/** True when a role is at least another. */
export function roleAtLeast(
  role: RepositoryRole | undefined,
  needed: RepositoryRole,
): boolean {
  return role !== undefined && ORDER.indexOf(role) >= ORDER.indexOf(needed);
}
