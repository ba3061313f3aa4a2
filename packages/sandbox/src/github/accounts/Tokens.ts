import { randomBytes } from 'node:crypto';
import type { TokenPermissions } from '../actionsModel';
import type { Installation, Permissions } from '../model';
import type { Store, StoredToken } from '../store/Store';
import { ACTIONS_BOT, type Accounts } from './Accounts';

/** As what an app makes a request: where it is installed, and what its token lets it do. */
export interface Integration {
  /** Slug of the app. */
  readonly app: string;
  readonly installationId?: number;
  /** Login of the user or organisation where it is installed. */
  readonly owner: string;
  /** Names of the repositories in which it may act. */
  readonly repositories: 'all' | readonly string[];
  readonly permissions: Permissions;
}

/** Who makes a request. */
export interface Actor {
  readonly login: string;
  /** Present for tokens of apps, those of runs among them. */
  readonly integration?: Integration;
  /** Present for the token of a run, which acts as the app of GitHub Actions. */
  readonly run?: { readonly id: number; readonly job?: string };
  /** OAuth scopes, shown in `x-oauth-scopes`. */
  readonly scopes?: string;
}

/** Scopes that the personal tokens of the sandbox have. */
const PERSONAL_SCOPES =
  'admin:org, admin:repo_hook, read:user, repo, user:email, workflow';

/** Makes tokens, and says who holds one. */
export class Tokens {
  readonly #store: Store;
  readonly #accounts: Accounts;

  constructor(store: Store, accounts: Accounts) {
    this.#store = store;
    this.#accounts = accounts;
  }

  /** The personal token of a login. */
  personal(login: string): string {
    return `sandbox-${login}`;
  }

  /** A `ghs_…` token for a run. */
  mintForRun(
    runId: number,
    permissions: TokenPermissions,
    job?: string,
  ): string {
    return this.#put({
      token: `ghs_${secret(36)}`,
      kind: 'run',
      login: ACTIONS_BOT,
      runId,
      permissions,
      ...(job === undefined ? {} : { job }),
    });
  }

  /** The token with which a job asks for OIDC tokens. */
  mintForIdTokens(runId: number, environment: string | undefined): string {
    return this.#put({
      token: `idt_${secret(36)}`,
      kind: 'id-token',
      login: ACTIONS_BOT,
      runId,
      ...(environment === undefined ? {} : { environment }),
    });
  }

  /** A `gho_…` token for a person who signed in. */
  mintForSignIn(login: string, scopes: string): string {
    return this.#put({
      token: `gho_${secret(36)}`,
      kind: 'oauth',
      login,
      scopes,
    });
  }

  /** A `ghs_…` token for an hour of an app where it is installed. */
  mintForInstallation(
    installation: Installation,
    limits: { permissions: Permissions; repositories?: readonly string[] },
  ): StoredToken & { expiresAt: string } {
    const minted = {
      token: `ghs_${secret(36)}`,
      kind: 'installation' as const,
      login: `${installation.app}[bot]`,
      installationId: installation.id,
      expiresAt: new Date(this.#store.clock.millis() + 3_600_000)
        .toISOString()
        .replace(/\.\d{3}Z$/, 'Z'),
      ...limits,
    };
    this.#put(minted);
    return minted;
  }

  stored(token: string): StoredToken | undefined {
    return this.#store.tokens.get(token);
  }

  revoke(token: string): void {
    this.#store.tokens.delete(token);
  }

  /** Forgets the tokens of a run. */
  revokeForRun(runId: number): void {
    for (const { token, runId: owner } of this.#store.tokens.values()) {
      if (owner === runId) {
        this.revoke(token);
      }
    }
  }

  /**
   * Reads an Authorization header: `Bearer X`, `token X`, or Basic with the token as password (or as user name).
   * `null`: there is a header, and its token is nobody's; undefined: there is none.
   */
  authenticate(header: string | undefined): Actor | null | undefined {
    if (!header) {
      return undefined;
    }
    const [scheme, value = ''] = header.trim().split(/\s+/, 2);
    if (/^(bearer|token)$/i.test(scheme)) {
      return this.actor(value) ?? null;
    }
    if (/^basic$/i.test(scheme)) {
      const pair = Buffer.from(value, 'base64').toString('utf8');
      const colon = pair.indexOf(':');
      return (
        this.actor(pair.slice(colon + 1)) ??
        this.actor(colon < 0 ? pair : pair.slice(0, colon)) ??
        null
      );
    }
    return null;
  }

  /** Whose token it is. */
  actor(token: string): Actor | undefined {
    const personal = /^sandbox-(.+)$/.exec(token);
    if (personal) {
      const user = this.#accounts.user(personal[1]);
      return user && { login: user.login, scopes: PERSONAL_SCOPES };
    }
    const stored = this.stored(token);
    switch (stored?.kind) {
      case 'oauth':
        return { login: stored.login, scopes: stored.scopes ?? '' };
      case 'installation':
        return this.#asInstallation(stored);
      case 'run':
        return this.#asRun(stored);
      default:
        return undefined;
    }
  }

  #asRun(stored: StoredToken): Actor | undefined {
    const run =
      stored.runId === undefined
        ? undefined
        : this.#store.runs.get(String(stored.runId));
    if (!run) {
      return undefined;
    }
    const [owner, name] = run.repo.split('/');
    return {
      login: stored.login,
      run: { id: run.id, job: stored.job },
      integration: {
        app: 'github-actions',
        owner,
        repositories: [name],
        permissions: appPermissions(stored.permissions ?? {}),
      },
    };
  }

  #asInstallation(stored: StoredToken): Actor | undefined {
    const installation = this.#store.installations.get(
      String(stored.installationId),
    );
    const expired = (stored.expiresAt ?? '') <= this.#store.now();
    return installation === undefined || expired
      ? undefined
      : {
          login: stored.login,
          integration: {
            app: installation.app,
            installationId: installation.id,
            owner: installation.account,
            repositories: stored.repositories ?? installation.repositories,
            permissions: appPermissions(stored.permissions ?? {}),
          },
        };
  }

  #put(token: StoredToken): string {
    this.#store.tokens.put(token.token, token);
    return token.token;
  }
}

/** Permissions as apps name them: workflows write `pull-requests`, and `none` for what is not given. */
function appPermissions(permissions: TokenPermissions): Permissions {
  return {
    metadata: 'read',
    ...Object.fromEntries(
      Object.entries(permissions).flatMap(([area, mode]) =>
        mode === 'none' ? [] : [[area.replace(/-/g, '_'), mode] as const],
      ),
    ),
  };
}

function secret(length: number): string {
  return randomBytes(length)
    .toString('base64url')
    .replace(/[-_]/g, 'x')
    .slice(0, length);
}
