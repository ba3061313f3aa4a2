import {
  type Account,
  CODEOWNERS_FILES,
  ownersOf,
  parseCodeOwners,
} from '@plinth/repository';
import {
  type InfrastructureRepository,
  statusOf,
} from '@plinth/repository/github';
import type { OwnerRule } from '../../store';

/** What a pull request changes beyond what GitHub lists. */
const UNLISTED = 'the files that GitHub does not list';

/** Finds who owns what a pull request changes, by CODEOWNERS as the branch had it. */
export class OwnerRules {
  readonly #repository: InfrastructureRepository;
  readonly #teams = new Map<string, Promise<Account[] | null>>();

  constructor(repository: InfrastructureRepository) {
    this.#repository = repository;
  }

  /** A rule for every changed path; paths with the same owners share one. */
  async of({
    base,
    paths,
    hasAllPaths,
  }: {
    /** The commit of the branch that it was last compared with. */
    base: string;
    /** Of a file that was moved, both. */
    paths: readonly string[];
    /** False when it changes more files than GitHub lists. */
    hasAllPaths: boolean;
  }): Promise<OwnerRule[]> {
    const rules = parseCodeOwners(await this.#codeOwners(base));
    const pathOf = new Map<
      string,
      { path: string; names: readonly string[] }
    >();
    for (const path of paths) {
      const names = ownersOf(rules, path);
      const key = names.join(' ');
      pathOf.set(key, pathOf.get(key) ?? { path, names });
    }
    const told = await Promise.all(
      [...pathOf.values()].map(async ({ path, names }) => ({
        path,
        owners: await this.#accounts(names),
      })),
    );
    return hasAllPaths ? told : [...told, { path: UNLISTED, owners: null }];
  }

  async #codeOwners(commit: string): Promise<string> {
    const files = this.#repository.at(commit);
    for (const path of CODEOWNERS_FILES) {
      const text = await files.read(path);
      if (text !== undefined) {
        return text;
      }
    }
    return '';
  }

  async #accounts(names: readonly string[]): Promise<Account[] | null> {
    const accounts: Account[] = [];
    for (const name of names) {
      const [, login, team] = /^@([^/]+)(?:\/(.+))?$/.exec(name) ?? [];
      // Whose e-mail address it is, GitHub tells nobody.
      const found =
        team === undefined
          ? login && [{ login }]
          : await this.#membersOf(login, team);
      if (!found) {
        return null;
      }
      accounts.push(...found);
    }
    return accounts;
  }

  #membersOf(org: string, team: string): Promise<Account[] | null> {
    const name = `${org}/${team}`.toLowerCase();
    const known = this.#teams.get(name) ?? this.#readTeam(org, team);
    this.#teams.set(name, known);
    return known;
  }

  async #readTeam(org: string, team: string): Promise<Account[] | null> {
    const { octokit, reference } = this.#repository;
    if (org.toLowerCase() !== reference.owner.toLowerCase()) {
      return null;
    }
    try {
      const members = await octokit.paginate(octokit.teams.listMembersInOrg, {
        org,
        team_slug: team,
        per_page: 100,
      });
      return members.map(({ login, id }) => ({ login, id }));
    } catch (error) {
      // A team that is gone, or one that the portal may not see.
      if ([403, 404].includes(statusOf(error) ?? 0)) {
        return null;
      }
      throw error;
    }
  }
}
