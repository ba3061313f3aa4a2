import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a provider says of somebody, in the ID token and where it is asked for it. */
type Claims = Record<string, unknown>;

const CLIENT = { id: 'portal', secret: 'secret' };

/**
 * An OpenID Connect provider on loopback, with the authorization code flow: whoever comes to its page is the person who `signsIn`
 * was told last.
 */
export class IdentityProvider {
  readonly #server: Server;
  readonly #keys: Awaited<ReturnType<typeof generateKeyPair>>;
  readonly #codes = new Map<string, { claims: Claims; nonce?: string }>();
  #next: Claims = {};

  static async start(): Promise<IdentityProvider> {
    const provider = new IdentityProvider(
      await generateKeyPair('RS256', { extractable: true }),
    );
    await new Promise<void>(resolve => {
      provider.#server.listen(0, '127.0.0.1', resolve);
    });
    return provider;
  }

  private constructor(keys: Awaited<ReturnType<typeof generateKeyPair>>) {
    this.#keys = keys;
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        ({ location, body }) =>
          location
            ? response.writeHead(302, { location }).end()
            : response
                .writeHead(200, { 'content-type': 'application/json' })
                .end(JSON.stringify(body)),
        error => response.writeHead(400).end(`${error}`),
      );
    });
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** What `auth.providers.oidc` says of it, but for the resolver. */
  get settings() {
    return {
      metadataUrl: `${this.url}/.well-known/openid-configuration`,
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      prompt: 'auto',
    };
  }

  signsIn(claims: Claims): void {
    this.#next = claims;
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(
    request: IncomingMessage,
  ): Promise<{ location?: string; body?: unknown }> {
    const url = new URL(request.url!, this.url);
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return {
          body: {
            issuer: this.url,
            authorization_endpoint: `${this.url}/authorize`,
            token_endpoint: `${this.url}/token`,
            userinfo_endpoint: `${this.url}/userinfo`,
            jwks_uri: `${this.url}/keys`,
          },
        };
      case '/keys':
        return {
          body: {
            keys: [
              { ...(await exportJWK(this.#keys.publicKey)), alg: 'RS256' },
            ],
          },
        };
      case '/authorize': {
        const code = `code-${this.#codes.size}`;
        this.#codes.set(code, {
          claims: this.#next,
          nonce: url.searchParams.get('nonce') ?? undefined,
        });
        const back = new URL(url.searchParams.get('redirect_uri')!);
        back.searchParams.set('code', code);
        back.searchParams.set('state', url.searchParams.get('state')!);
        return { location: back.href };
      }
      case '/token': {
        const basic = Buffer.from(`${CLIENT.id}:${CLIENT.secret}`);
        if (
          request.headers.authorization !== `Basic ${basic.toString('base64')}`
        ) {
          throw new Error('Not the portal');
        }
        const code = new URLSearchParams(await text(request)).get('code')!;
        const { claims, nonce } = this.#codes.get(code)!;
        return {
          body: {
            access_token: code,
            token_type: 'Bearer',
            expires_in: 3600,
            id_token: await new SignJWT({ ...claims, nonce })
              .setProtectedHeader({ alg: 'RS256' })
              .setIssuer(this.url)
              .setAudience(CLIENT.id)
              .setIssuedAt()
              .setExpirationTime('1h')
              .sign(this.#keys.privateKey),
          },
        };
      }
      case '/userinfo': {
        const code = request.headers.authorization!.replace('Bearer ', '');
        return { body: this.#codes.get(code)!.claims };
      }
      default:
        throw new Error(`No ${url.pathname}`);
    }
  }
}
