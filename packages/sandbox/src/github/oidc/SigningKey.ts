import {
  calculateJwkThumbprint,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  type JWK,
  type JWTPayload,
} from 'jose';
import type { Store } from '../store/Store';

const ALGORITHM = 'RS256';

interface Key {
  readonly privateKey: CryptoKey;
  /** The public half, as a key set lists it. */
  readonly jwk: JWK;
}

/** The key with which the issuer signs: made at its first use, and kept from then on. */
export class SigningKey {
  readonly #store: Store;
  #key: Promise<Key> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The public key. */
  async jwk(): Promise<JWK> {
    return (await this.#read()).jwk;
  }

  /** A signed token with these claims. */
  async sign(claims: JWTPayload): Promise<string> {
    const { privateKey, jwk } = await this.#read();
    return new SignJWT(claims)
      .setProtectedHeader({ typ: 'JWT', alg: ALGORITHM, kid: jwk.kid })
      .sign(privateKey);
  }

  #read(): Promise<Key> {
    this.#key ??= this.#open();
    return this.#key;
  }

  async #open(): Promise<Key> {
    const stored = this.#store.keys.get('oidc');
    const pem = stored?.privateKey ?? (await newKey());
    const privateKey = await importPKCS8(pem, ALGORITHM, { extractable: true });
    const { kty, n, e } = await exportJWK(privateKey);
    const kid = stored?.kid ?? (await calculateJwkThumbprint({ kty, n, e }));
    if (!stored) {
      this.#store.keys.put('oidc', { privateKey: pem, kid });
    }
    return { privateKey, jwk: { kty, alg: ALGORITHM, use: 'sig', kid, n, e } };
  }
}

async function newKey(): Promise<string> {
  const { privateKey } = await generateKeyPair(ALGORITHM, {
    extractable: true,
  });
  return exportPKCS8(privateKey);
}
