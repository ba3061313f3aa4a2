import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { parseRepositoryUrl } from '@plinth/repository';
import { GithubClients } from './GithubClients';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

describe('a client for a repository', () => {
  let server: Server;
  interface Answer {
    status: number;
    body: string;
    type?: string;
  }
  /** The last one is given to whatever comes after it. */
  let answers: Answer[];

  beforeAll(async () => {
    server = createServer((_, response) => {
      const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers;
      response.writeHead(answer.status, {
        'content-type': answer.type ?? 'application/json',
      });
      response.end(answer.body);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  afterAll(() => {
    server.close();
  });

  const client = () => {
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const app = {
      appId: 1,
      clientId: 'id',
      clientSecret: 'secret',
      webhookSecret: 'secret',
      privateKey,
    };
    const github = [{ host, apiBaseUrl: `http://${host}`, apps: [app] }];
    return new GithubClients(
      ScmIntegrations.fromConfig(
        new ConfigReader({ integrations: { github } }),
      ),
    ).forRepository({
      ...parseRepositoryUrl(`http://${host}/acme/infrastructure`),
      branch: 'main',
    });
  };

  it.each([
    [
      'does not know the app',
      { status: 401, body: '{"message":"Integration not found"}' },
      /gives the portal's app no token \(401\): check its appId and privateKey in integrations.github/,
    ],
    [
      'fails, with a page',
      { status: 502, body: '<html>Unicorn</html>', type: 'text/html' },
      /does not answer as it should; nothing is lost/,
    ],
    [
      'has answered often enough',
      { status: 429, body: '{"message":"rate limit"}' },
      /answers no more calls of Plinth until \d{4}-/,
    ],
  ])('says so when GitHub %s', async (_, given, message) => {
    answers = [given];
    const failure = client();
    await expect(failure).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(message),
    });
    await expect(failure).rejects.not.toMatchObject({
      message: expect.stringMatching(/<html>|PRIVATE KEY/),
    });
  });

  it('has a token although GitHub failed for a moment', async () => {
    const json = (body: unknown): Answer => ({
      status: 200,
      body: JSON.stringify(body),
    });
    answers = [
      { status: 502, body: '' },
      json([{ id: 1, account: { login: 'acme' } }]),
      json({
        token: 'ghs_1',
        expires_at: '2100-01-01T00:00:00Z',
        repository_selection: 'all',
      }),
    ];
    await expect(client()).resolves.toBeDefined();
    expect(answers).toHaveLength(1);
  });
});
