import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { randomBytes } from 'node:crypto';
import type { DocumentStore } from '../documents';

interface Keys {
  /** The private key that signs tokens. */
  readonly signing: JWK;
  /** The text that signs cookies. */
  readonly cookies: string;
}

/** What the provider signs with: made at its first start, and kept. */
export async function providerKeys(documents: DocumentStore): Promise<Keys> {
  const kept = documents.collection<Keys>('identity.keys');
  const known = kept.get('keys');
  if (known) {
    return known;
  }
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const keys = {
    signing: { ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig' },
    cookies: randomBytes(32).toString('base64url'),
  };
  kept.put('keys', keys);
  return keys;
}
