import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** An OIDC issuer on loopback that signs tokens of pipeline runs. */
export class TestIssuer {
  readonly #server: Server;
  readonly #key: CryptoKey;

  static async start(): Promise<TestIssuer> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256' };
    const server = createServer((req, res) => {
      const { port } = server.address() as AddressInfo;
      res.setHeader('content-type', 'application/json');
      res.end(
        JSON.stringify(
          req.url === '/jwks'
            ? { keys: [jwk] }
            : { jwks_uri: `http://127.0.0.1:${port}/jwks` },
        ),
      );
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new TestIssuer(server, privateKey);
  }

  private constructor(server: Server, key: CryptoKey) {
    this.#server = server;
    this.#key = key;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A token of a job of deploy.yml on main of acme/infrastructure; claims given replace those. */
  async token(
    claims: Record<string, unknown> = {},
    options: { key?: CryptoKey; expiresIn?: string } = {},
  ): Promise<string> {
    const { iss = this.url, aud = 'plinth', ...rest } = claims;
    return new SignJWT({
      repository: 'acme/infrastructure',
      ref: 'refs/heads/main',
      run_id: '4711',
      event_name: 'push',
      job_workflow_ref:
        'acme/infrastructure/.github/workflows/deploy.yml@refs/heads/main',
      jti: randomUUID(),
      actor: 'engineer',
      ...rest,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'test' })
      .setIssuer(String(iss))
      .setAudience(String(aud))
      .setIssuedAt()
      .setExpirationTime(options.expiresIn ?? '5m')
      .sign(options.key ?? this.#key);
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.close(error => (error ? reject(error) : resolve()));
    });
  }
}
