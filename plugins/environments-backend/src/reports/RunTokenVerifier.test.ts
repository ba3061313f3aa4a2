import { UnsecuredJWT } from 'jose';
import { createSqlite, TestDatabase } from '../__testUtils__/databases';
import { REPOSITORY } from '../__testUtils__/repository';
import { TestIssuer } from '../__testUtils__/TestIssuer';
import { RunTokenVerifier } from './RunTokenVerifier';

const DISCOVERY = '/.well-known/openid-configuration';
const JWKS = '/jwks';

describe('RunTokenVerifier', () => {
  let database: TestDatabase;
  let issuer: TestIssuer;
  let verifier: RunTokenVerifier;

  beforeEach(async () => {
    database = await createSqlite();
    issuer = await TestIssuer.start();
    const oidc = { issuer: issuer.url, audience: 'plinth' };
    verifier = new RunTokenVerifier({
      repositories: [
        { ...REPOSITORY, oidc },
        {
          ...REPOSITORY,
          repo: 'networks',
          fullName: 'github.example.com/acme/networks',
          oidc: { ...oidc, audience: 'networks' },
        },
      ],
      usedTokens: database.stores.usedTokens,
      now: () => new Date(),
    });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await issuer.close();
    await database.destroy();
  });

  const verify = (token: string) => verifier.verify(`Bearer ${token}`);

  it('tells which run a token is of', async () => {
    expect(await verify(await issuer.token())).toMatchObject({
      repository: { repo: 'infrastructure' },
      ref: 'refs/heads/main',
      runId: '4711',
      actor: 'engineer',
    });
  });

  it('holds a token against the audience of its own repository', async () => {
    const claims = { repository: 'acme/networks' };
    const token = await issuer.token({ ...claims, aud: 'networks' });
    expect((await verify(token)).repository.repo).toBe('networks');
    await expect(verify(await issuer.token(claims))).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining('"aud"'),
    });
  });

  it('asks the issuer once, for many tokens at a time', async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => issuer.token()));
    await Promise.all(tokens.map(verify));
    await verify(await issuer.token());
    expect(issuer.asked).toEqual([DISCOVERY, JWKS]);
  });

  it('learns the new key when the issuer rotates it', async () => {
    await verify(await issuer.token());
    await issuer.rotate();
    // Not at once: whoever invents keys can not make the portal ask for each.
    await expect(verify(await issuer.token())).rejects.toMatchObject({
      name: 'AuthenticationError',
    });
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 31_000);
    await verify(await issuer.token());
    expect(issuer.asked).toEqual([DISCOVERY, JWKS, JWKS]);
  });

  it.each([DISCOVERY, JWKS])(
    'does not blame the token when the issuer fails at %s, and asks again',
    async path => {
      issuer.failing.add(path);
      await expect(verify(await issuer.token())).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(
          `The keys of ${issuer.url} can not be read; report again in a while`,
        ),
      });
      issuer.failing.clear();
      expect(await verify(await issuer.token())).toMatchObject({
        runId: '4711',
      });
    },
  );

  it.each<[string, () => Promise<string>]>([
    [
      'that is not signed',
      async () =>
        new UnsecuredJWT({ repository: 'acme/infrastructure' })
          .setIssuer(issuer.url)
          .setAudience('plinth')
          .encode(),
    ],
    [
      'whose signature is of another token',
      async () => {
        const [header, , signature] = (await issuer.token()).split('.');
        const [, payload] = (await issuer.token({ run_id: '1' })).split('.');
        return [header, payload, signature].join('.');
      },
    ],
    ['without an id', () => issuer.token({ jti: undefined })],
    ['without a workflow', () => issuer.token({ job_workflow_ref: undefined })],
    ['that is not yet valid', () => issuer.token({ nbf: 4_000_000_000 })],
  ])('refuses a token %s', async (_, makeToken) => {
    await expect(verify(await makeToken())).rejects.toMatchObject({
      name: 'AuthenticationError',
      message: expect.stringContaining("The run's token was refused"),
    });
  });

  it.each([undefined, '', 'Basic abc', 'Bearer', 'Bearer a b'])(
    'refuses the header %j without asking anybody',
    async header => {
      await expect(verifier.verify(header)).rejects.toThrow(
        "Send the run's OIDC token",
      );
      expect(issuer.asked).toEqual([]);
    },
  );
});
