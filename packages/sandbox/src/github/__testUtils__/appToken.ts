import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';

/** The JSON Web Token with which an app says who it is: signed with its private key (PEM), good for `seconds`. */
export async function appToken(
  issuer: string | number,
  privateKey: string,
  seconds = 600,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(String(issuer))
    .setIssuedAt(now - 30)
    .setExpirationTime(now - 30 + seconds)
    .sign(createPrivateKey(privateKey));
}
