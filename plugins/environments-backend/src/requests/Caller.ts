import type {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { githubAccountOf, personOf } from '@plinth/plugin-environments-node';
import type { Account } from '@plinth/repository';

/** Who asks. */
export interface Caller {
  credentials: BackstageCredentials;
  /** Entity reference; undefined for a service. */
  ref?: string;
  /** Entity references of the person and their groups. */
  claims: ReadonlySet<string>;
  /** As GitHub knows them; undefined where the catalog does not have them. */
  account?: Account;
}

/** Finds out who asks. */
export class Callers {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #userInfo: UserInfoService;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    userInfo: UserInfoService;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#userInfo = options.userInfo;
  }

  /** Entity references of the person who asks and their groups; none for a service. */
  async claimsOf(credentials: BackstageCredentials): Promise<Set<string>> {
    const ref = personOf(credentials, this.#auth);
    if (ref === undefined) {
      return new Set();
    }
    const info = await this.#userInfo.getUserInfo(credentials);
    return new Set([ref, ...info.ownershipEntityRefs]);
  }

  async of(credentials: BackstageCredentials): Promise<Caller> {
    const ref = personOf(credentials, this.#auth);
    if (ref === undefined) {
      return { credentials, claims: new Set() };
    }
    const [claims, entity] = await Promise.all([
      this.claimsOf(credentials),
      this.#catalog.getEntityByRef(ref, {
        credentials: await this.#auth.getOwnServiceCredentials(),
      }),
    ]);
    return {
      credentials,
      ref,
      claims,
      account: entity && {
        login: entity.metadata.name,
        ...withoutUndefined(githubAccountOf(entity)),
      },
    };
  }
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined),
  ) as Partial<T>;
}
