import {
  AuthenticationError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  JWTPayload,
  JWTVerifyGetKey,
  jwtVerify,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { UsedToken, UsedTokenStore } from '../store';

/** A pipeline run, as its OIDC token proves it. */
export interface VerifiedRun {
  repository: RepositoryConfig;
  ref: string;
  /** The commit that the run is of. */
  sha: string;
  /** `owner/repo/path@ref` of the workflow that the job's steps stand in. A branch can edit its own, and then it says so. */
  workflow: string;
  event: string;
  runId: string;
  runAttempt: number;
  actor?: string;
  token: UsedToken;
}

/** Clocks of GitHub and the portal may differ by this much. */
const CLOCK_TOLERANCE_SECONDS = 30;
const DISCOVERY_TIMEOUT_MS = 5_000;
/** More issuers than anybody configures. */
const KEPT_ISSUERS = 100;

/** What is needed of an issuer's discovery document. */
const discoverySchema = z.object({ jwks_uri: z.url() });

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
 * audience, by a run of exactly that repository, and used for the first time. Keys are fetched from the issuer once, and
 * again when it rotates them.
 */
export class RunTokenVerifier {
  readonly #repositories: RepositoryConfig[];
  readonly #usedTokens: UsedTokenStore;
  readonly #now: () => Date;
  /** Each issuer is discovered once, however many reports ask at a time; a failure is forgotten. */
  readonly #keys = new LRUCache<string, JWTVerifyGetKey>({
    max: KEPT_ISSUERS,
    fetchMethod: discoverKeys,
  });

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
    return {
      repository: config,
      ref: text(payload.ref) ?? '',
      sha: text(payload.sha) ?? '',
      workflow: text(payload.job_workflow_ref) ?? '',
      event: text(payload.event_name) ?? '',
      runId: text(payload.run_id) ?? '',
      runAttempt: Number(payload.run_attempt),
      actor: text(payload.actor),
      token: tokenOf(payload),
    };
  }

  /**
   * Throws 401 if the token was used before: whoever reads a token in a log or on its way can do nothing with it any more.
   */
  async useOnce({ token }: VerifiedRun): Promise<void> {
    const first = await this.#usedTokens.use(token, { at: this.#now() });
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
      const { payload } = await jwtVerify(
        token,
        await this.#keys.forceFetch(issuer),
        {
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
            'run_attempt',
            'run_id',
            'sha',
          ],
        },
      );
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
}

function tokenOf({ iss = '', jti = '', exp = 0 }: JWTPayload): UsedToken {
  const expiresAt = new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000);
  return { issuer: iss, id: jti, expiresAt };
}

/** The keys of an issuer: jose keeps them for a while, and fetches them again for a token that none of them signed. */
async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer}/.well-known/openid-configuration`;
  const { jwks_uri: jwksUri } = await answered(issuer, async () => {
    const signal = AbortSignal.timeout(DISCOVERY_TIMEOUT_MS);
    const response = await fetch(url, { signal });
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
    return discoverySchema.parse(await response.json());
  });
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return (header, token) => answered(issuer, () => keys(header, token));
}

/** An issuer that does not answer proves nothing about a token: 503, so that the run reports again. */
async function answered<T>(issuer: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) {
      throw error;
    }
    throw new ServiceUnavailableError(
      `The keys of ${issuer} can not be read; report again in a while`,
      error,
    );
  }
}
