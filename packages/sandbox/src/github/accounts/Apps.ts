import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { decodeJwt, jwtVerify } from 'jose';
import { GitHubError } from '../GitHubError';
import type { AppsApi } from '../api';
import type { GitHubApp, Installation } from '../model';
import type { Store } from '../store/Store';
import type { Accounts } from './Accounts';
import { grants } from './access';

/** Slug and number of the app that runs workflows, as on GitHub. */
const ACTIONS = { slug: 'github-actions', id: 15368 };
/** Longest life of a JSON Web Token of an app, in seconds; GitHub lets clocks differ by a minute. */
const LONGEST = 600;
const TOLERANCE = 60;

/** GitHub Apps, where they are installed, and the tokens with which they say who they are. */
export class Apps implements AppsApi {
  readonly #store: Store;
  readonly #accounts: Accounts;

  constructor(store: Store, accounts: Accounts) {
    this.#store = store;
    this.#accounts = accounts;
    if (!this.get(ACTIONS.slug)) {
      store.apps.put(ACTIONS.slug, {
        ...ACTIONS,
        clientId: 'Iv1.githubactions',
        name: 'GitHub Actions',
        owner: 'github',
        description: 'Automate your workflow from idea to production',
        externalUrl: 'https://docs.github.com/actions',
        permissions: {},
        events: [],
        publicKeys: [],
        createdAt: store.now(),
      });
    }
  }

  create(options: Parameters<AppsApi['create']>[0]) {
    const { slug, owner } = options;
    if (!/^[a-z0-9][a-z0-9-]*$/.test(slug) || this.get(slug)) {
      throw GitHubError.invalid('App', 'slug', `"${slug}" cannot be taken`);
    }
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const app: GitHubApp = {
      id: this.#store.nextId(),
      clientId: `Iv23${randomBytes(8).toString('hex')}`,
      slug,
      name: options.name ?? slug,
      owner,
      description: options.description ?? '',
      externalUrl: options.externalUrl ?? 'https://example.com',
      permissions: { metadata: 'read', ...options.permissions },
      events: options.events ?? [],
      publicKeys: [
        createPublicKey(privateKey)
          .export({ type: 'spki', format: 'pem' })
          .toString(),
      ],
      createdAt: this.#store.now(),
    };
    this.#accounts.createUser({
      login: `${slug}[bot]`,
      name: app.name,
      type: 'Bot',
    });
    this.#store.apps.put(slug, app);
    return {
      app,
      privateKey: privateKey
        .export({ type: 'pkcs1', format: 'pem' })
        .toString(),
    };
  }

  install(options: Parameters<AppsApi['install']>[0]): Installation {
    const app = this.require(options.app);
    const { account } = options;
    if (
      !this.#accounts.organization(account) &&
      !this.#accounts.user(account)
    ) {
      throw GitHubError.notFound();
    }
    const before = this.installationOn(app.slug, account);
    const now = this.#store.now();
    const installation: Installation = {
      id: before?.id ?? this.#store.nextId(),
      app: app.slug,
      account,
      permissions: options.permissions ?? app.permissions,
      repositories: options.repositories ?? 'all',
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
    };
    this.#store.installations.put(String(installation.id), installation);
    return installation;
  }

  get(slug: string): GitHubApp | undefined {
    return this.#store.apps.get(slug);
  }

  /** The app, or 404. */
  require(slug: string): GitHubApp {
    const app = this.get(slug);
    if (!app) {
      throw GitHubError.notFound();
    }
    return app;
  }

  /** The app that acts under a login; undefined for people. */
  actingAs(login: string): GitHubApp | undefined {
    const slug = /^(.+)\[bot\]$/.exec(login)?.[1];
    return slug === undefined ? undefined : this.get(slug);
  }

  installations(slug: string): Installation[] {
    return this.#store.installations.values().filter(each => each.app === slug);
  }

  installation(id: number): Installation | undefined {
    return this.#store.installations.get(String(id));
  }

  installationOn(slug: string, account: string): Installation | undefined {
    return this.installations(slug).find(
      each => each.account.toLowerCase() === account.toLowerCase(),
    );
  }

  /**
   * The app that signed a JSON Web Token. The wall clock counts, since whoever signs knows no other. Throws 401 for
   * a token of nobody's, one that has expired, and one that would live too long.
   */
  async authenticate(token: string): Promise<GitHubApp> {
    const claims = readClaims(token);
    const app = this.#store.apps
      .values()
      .find(
        each => claims.iss === String(each.id) || claims.iss === each.clientId,
      );
    if (!app) {
      throw new GitHubError(401, 'Integration not found');
    }
    const { iat, exp } = claims;
    if (
      iat === undefined ||
      exp === undefined ||
      exp - iat > LONGEST + TOLERANCE
    ) {
      throw new GitHubError(
        401,
        "'Expiration time' claim ('exp') is too far in the future",
      );
    }
    for (const key of app.publicKeys) {
      try {
        await jwtVerify(token, createPublicKey(key), {
          algorithms: ['RS256'],
          clockTolerance: TOLERANCE,
        });
        return app;
      } catch {
        // Another of its keys may have signed.
      }
    }
    throw new GitHubError(401, 'A JSON web token could not be decoded');
  }
}

/** Throws 422 for a permission that an installation does not have. */
export function assertGranted(
  installation: Installation,
  wanted: Readonly<Record<string, string>>,
): void {
  const missing = Object.entries(wanted).find(
    ([area, mode]) => !grants(installation.permissions, `${area}=${mode}`),
  );
  if (missing) {
    throw new GitHubError(
      422,
      'The permissions requested are not granted to this installation.',
    );
  }
}

function readClaims(token: string) {
  try {
    const { iss, iat, exp } = decodeJwt(token);
    return { iss: String(iss), iat, exp };
  } catch {
    throw new GitHubError(401, 'A JSON web token could not be decoded');
  }
}
