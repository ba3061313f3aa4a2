import { createLocalJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import { AwsError } from '../protocols/AwsError';

/** Claims of a verified token. */
export type Claims = Record<string, unknown> & {
  iss: string;
  sub: string;
  aud: string | string[];
};

/** Verifies a JSON web token, current at the given time, with the keys that its issuer publishes. */
export async function verifyWebIdentity(
  token: string,
  currentDate: Date,
): Promise<Claims> {
  try {
    const keys = await issuerKeys(decodeJwt(token).iss ?? '');
    const { payload } = await jwtVerify<Claims>(token, keys, {
      algorithms: ['RS256', 'ES256'],
      requiredClaims: ['iss', 'sub', 'aud', 'exp'],
      currentDate,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) {
      throw new AwsError(
        'ExpiredTokenException',
        'Token expired: current date/time must be before the expiration date/time',
      );
    }
    if (error instanceof errors.JOSEError) {
      throw new AwsError('InvalidIdentityToken', error.message);
    }
    throw error;
  }
}

async function issuerKeys(issuer: string) {
  try {
    const configuration = await fetchJson(
      `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    );
    return createLocalJWKSet(await fetchJson(configuration.jwks_uri));
  } catch (error) {
    throw new AwsError(
      'IDPCommunicationError',
      `The keys of the identity provider ${issuer} could not be read: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

async function fetchJson(url: string) {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return response.json();
}
