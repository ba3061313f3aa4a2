import { AuthenticationError, NotAllowedError } from '@backstage/errors';
import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  JWTPayload,
  JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { UsedTokenStore } from '../store';

/** A pipeline run, as its OIDC token proves it. */
export interface VerifiedRun {
  repository: RepositoryConfig;
  ref: string;
  /** `owner/repo/path@ref` of the workflow that the job's steps stand in. A branch can edit its own, and then it says so. */
  workflow: string;
  event: string;
  runId: string;
  actor?: string;
}

/** Clocks of GitHub and the portal may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 30;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function bearerToken(authorization: string | undefined): string {
  const match = /^Bearer\s+(\S+)$/i.exec(authorization ?? '');
  if (!match) {
    throw new AuthenticationError(
      "Send the run's OIDC token as 'Authorization: Bearer …'",
    );
  }
  return match[1];
}

/**
 * Verifies the OIDC tokens of pipeline runs: signed by the issuer that is configured for a repository, for the portal's
 * audience, by a run of exactly that repository, and used for the first time. Keys are fetched from the issuer once and again when it
 * rotates them.
 */
export class RunTokenVerifier {
  readonly #repositories: RepositoryConfig[];
  readonly #usedTokens: UsedTokenStore;
  readonly #now: () => Date;
  readonly #keys = new Map<string, Promise<JWTVerifyGetKey>>();

  constructor(options: {
    repositories: RepositoryConfig[];
    usedTokens: UsedTokenStore;
    now: () => Date;
  }) {
    this.#repositories = options.repositories;
    this.#usedTokens = options.usedTokens;
    this.#now = options.now;
  }

  /**
   * Verifies the token of an `Authorization` header; throws 401 for a token that proves nothing, 403 for one of another
   * repository.
   */
  async verify(authorization: string | undefined): Promise<VerifiedRun> {
    const token = bearerToken(authorization);
    const { iss, repository } = this.#claims(token);
    const candidates = this.#repositories.filter(r => r.oidc.issuer === iss);
    if (candidates.length === 0) {
      throw new AuthenticationError(
        `The token's issuer ${JSON.stringify(iss ?? null)} is not configured for any repository`,
      );
    }
    const config = candidates.find(
      r => `${r.owner}/${r.repo}` === text(repository),
    );
    const payload = await this.#verifySignature(
      token,
      // Any candidate has the issuer; without a match the token is still checked, so that only a true run learns why.
      config ?? candidates[0],
    );
    if (!config) {
      throw new NotAllowedError(
        `Runs of ${JSON.stringify(repository ?? null)} may not report to this portal`,
      );
    }
    await this.#useOnce(payload);
    return {
      repository: config,
      ref: text(payload.ref) ?? '',
      workflow: text(payload.job_workflow_ref) ?? '',
      event: text(payload.event_name) ?? '',
      runId: text(payload.run_id) ?? '',
      actor: text(payload.actor),
    };
  }

  /** Whoever reads a token in a log or on its way can do nothing with it any more. */
  async #useOnce({ iss = '', jti = '', exp = 0 }: JWTPayload): Promise<void> {
    const expiresAt = new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000);
    const first = await this.#usedTokens.use(
      { issuer: iss, id: jti, expiresAt },
      { at: this.#now() },
    );
    if (!first) {
      throw new AuthenticationError(
        'The token was used before; ask for a new one for each report',
      );
    }
  }

  #claims(token: string): JWTPayload {
    try {
      return decodeJwt(token);
    } catch {
      throw new AuthenticationError('The token is not a JWT');
    }
  }

  async #verifySignature(
    token: string,
    repository: RepositoryConfig,
  ): Promise<JWTPayload> {
    const { issuer, audience } = repository.oidc;
    try {
      const { payload } = await jwtVerify(token, await this.#keysOf(issuer), {
        issuer,
        audience,
        algorithms: ['RS256', 'ES256'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: [
          'event_name',
          'exp',
          'iat',
          'job_workflow_ref',
          'jti',
          'ref',
          'repository',
          'run_id',
        ],
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        throw new AuthenticationError(
          `The run's token was refused: ${error.message}`,
        );
      }
      throw error;
    }
  }

  #keysOf(issuer: string): Promise<JWTVerifyGetKey> {
    let keys = this.#keys.get(issuer);
    if (!keys) {
      keys = this.#discover(issuer);
      this.#keys.set(issuer, keys);
      // A failed discovery is forgotten, so that the next report tries again.
      keys.catch(() => this.#keys.delete(issuer));
    }
    return keys;
  }

  async #discover(issuer: string): Promise<JWTVerifyGetKey> {
    const url = `${issuer}/.well-known/openid-configuration`;
    const response = await fetch(url);
    if (!response.ok) {
      throw new Error(`The issuer answered ${response.status} at ${url}`);
    }
    const document: unknown = await response.json();
    const jwksUri =
      typeof document === 'object' &&
      document !== null &&
      'jwks_uri' in document
        ? text(document.jwks_uri)
        : undefined;
    if (!jwksUri) {
      throw new Error(`The issuer's document at ${url} names no jwks_uri`);
    }
    return createRemoteJWKSet(new URL(jwksUri));
  }
}
