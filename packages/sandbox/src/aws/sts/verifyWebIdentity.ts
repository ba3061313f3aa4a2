import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { AwsError } from '../service/AwsError';

/** Claims of a verified token. */
export type Claims = Record<string, unknown> & {
  iss: string;
  sub: string;
  aud: string | string[];
};

/**
 * Verifies a JSON web token with the keys that its issuer publishes. The claims must be current at the given time
 * (seconds since the epoch).
 */
export async function verifyWebIdentity(
  token: string,
  now: number,
): Promise<Claims> {
  const [head, payload, signature] = token.split('.');
  const header = decode(head) as { alg?: string; kid?: string };
  const claims = decode(payload) as Claims & { exp?: number; nbf?: number };
  if (typeof claims.iss !== 'string' || typeof claims.sub !== 'string') {
    throw invalid('Missing a required claim: iss, sub');
  }
  const keys = await issuerKeys(claims.iss);
  const key = keys.find(item => item.kid === header.kid) ?? keys[0];
  const algorithm = { RS256: 'RSA-SHA256', ES256: 'SHA256' }[header.alg ?? ''];
  const genuine =
    key !== undefined &&
    algorithm !== undefined &&
    verify(
      algorithm,
      Buffer.from(`${head}.${payload}`),
      {
        key: createPublicKey({ key, format: 'jwk' }),
        dsaEncoding: 'ieee-p1363',
      },
      Buffer.from(signature ?? '', 'base64url'),
    );
  if (!genuine) {
    throw invalid('Couldn’t verify the signature of the token');
  }
  if (typeof claims.exp !== 'number' || claims.exp <= now) {
    throw new AwsError(
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
    );
  }
  // A minute of tolerance, for clocks that differ.
  if (typeof claims.nbf === 'number' && claims.nbf > now + 60) {
    throw invalid('Token is not valid yet');
  }
  return claims;
}

function decode(part: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
  } catch {
    throw invalid('The ID Token provided is not a valid JWT');
  }
}

async function issuerKeys(
  issuer: string,
): Promise<(JsonWebKey & { kid?: string })[]> {
  const base = issuer.replace(/\/$/, '');
  try {
    const configuration = await fetchJson(
      `${base}/.well-known/openid-configuration`,
    );
    const keySet = await fetchJson(String(configuration.jwks_uri));
    return keySet.keys as (JsonWebKey & { kid?: string })[];
  } catch (error) {
    throw new AwsError(
      'IDPCommunicationError',
      `The keys of the identity provider ${issuer} could not be read: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

async function fetchJson(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return (await response.json()) as Record<string, unknown>;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidIdentityToken', message);
}
