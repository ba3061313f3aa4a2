import { exportJWK, generateKeyPair, JWK, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** An OIDC issuer on loopback that signs tokens of pipeline runs. */
export class TestIssuer {
  /** Paths that were asked for, in order. */
  readonly asked: string[] = [];
  /** Paths that answer 503. */
  readonly failing = new Set<string>();
  readonly #server: Server;
  #privateKey!: CryptoKey;
  #jwk!: JWK;

  static async start(): Promise<TestIssuer> {
    const issuer = new TestIssuer();
    await issuer.rotate();
    await new Promise<void>(resolve => {
      issuer.#server.listen(0, '127.0.0.1', resolve);
    });
    return issuer;
  }

  private constructor() {
    this.#server = createServer((req, res) => {
      const path = req.url ?? '';
      this.asked.push(path);
      res.statusCode = this.failing.has(path) ? 503 : 200;
      res.setHeader('content-type', 'application/json');
      res.end(
        JSON.stringify(
          path === '/jwks'
            ? { keys: [this.#jwk] }
            : { jwks_uri: `${this.url}/jwks` },
        ),
      );
    });
  }

  /** Signs with a new key from now on, and publishes that alone. */
  async rotate(): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    this.#privateKey = privateKey;
    this.#jwk = {
      ...(await exportJWK(publicKey)),
      kid: randomUUID(),
      alg: 'RS256',
    };
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
      run_attempt: '1',
      event_name: 'push',
      sha: 'c'.repeat(40),
      job_workflow_ref:
        'acme/infrastructure/.github/workflows/deploy.yml@refs/heads/main',
      jti: randomUUID(),
      actor: 'engineer',
      ...rest,
    })
      .setProtectedHeader({ alg: 'RS256', kid: this.#jwk.kid })
      .setIssuer(String(iss))
      .setAudience(String(aud))
      .setIssuedAt()
      .setExpirationTime(options.expiresIn ?? '5m')
      .sign(options.key ?? this.#privateKey);
  }

  /** A token of the job of plan.yml on main of acme/infrastructure; claims given replace those. */
  planToken(claims: Record<string, unknown> = {}): Promise<string> {
    return this.token({
      event_name: 'workflow_run',
      job_workflow_ref:
        'acme/infrastructure/.github/workflows/plan.yml@refs/heads/main',
      ...claims,
    });
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.close(error => (error ? reject(error) : resolve()));
    });
  }
}
