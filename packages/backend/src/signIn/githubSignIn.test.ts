import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { GithubClients } from '@plinth/plugin-environments-node';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { installPortalApp, startCheckedGitHub } from '@plinth/sandbox/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withGithubNumber } from './githubNumberModule';
import githubSignInModule from './githubSignInModule';
import { requireMembership } from './requireMembership';

/** What a sign-in comes to: who one is, or why not; `cookie` renews it. */
interface Outcome {
  person?: string;
  refused?: string;
  cookie?: string;
}

const entityOf = (name: string, id: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: {
    name,
    namespace: 'default',
    annotations: { 'github.com/user-id': id },
  },
  spec: {},
});

/** As the catalog has a user after it was told of one with an ID. */
const user = (name: string, id: string) => withGithubNumber(entityOf(name, id));

describe('sign-in with GitHub', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let portal: Awaited<ReturnType<typeof startTestBackend>>;
  let portalByName: typeof portal;
  let settings: JsonObject;

  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'plinth-sign-in-'));
    documents = DocumentStore.open(':memory:');
    github = await startCheckedGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir,
      port: 0,
    });
    for (const login of ['jo', 'kim', 'new-name', 'reused', 'stranger']) {
      github.accounts.createUser({ login });
    }
    github.accounts.createOrganization({ login: 'elsewhere' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [
        { login: 'jo', role: 'member' },
        { login: 'kim', role: 'admin' },
        { login: 'new-name', role: 'member' },
        { login: 'reused', role: 'member' },
      ],
    });
    const app = installPortalApp(github, {
      organization: 'acme',
      webhookSecret: 'secret',
      portalUrl: 'http://localhost',
    });
    const nodeIdOf = async (login: string) => {
      const answer = await fetch(`${github.apiUrl}/users/${login}`);
      return (await answer.json()).node_id as string;
    };
    const numberOf = (login: string) => github.accounts.user(login)!.id;
    const olderId = (number: number) =>
      Buffer.from(`04:User${number}`).toString('base64');
    const settingsOf = (resolver: string) => ({
      app: { baseUrl: 'http://localhost' },
      backend: { baseUrl: 'http://localhost' },
      auth: {
        environment: 'production',
        session: { secret: 'secret' },
        providers: {
          github: {
            production: {
              clientId: 'portal',
              clientSecret: 'secret',
              enterpriseInstanceUrl: github.url,
              signIn: {
                resolvers: [
                  {
                    resolver,
                    organizations: ['acme'],
                  },
                ],
              },
            },
          },
        },
      },
      integrations: {
        github: [
          {
            host: new URL(github.url).host,
            apiBaseUrl: github.apiUrl,
            apps: [{ ...app }],
          },
        ],
      },
    });
    settings = settingsOf('userIdMatchingUserEntityAnnotation');
    // It still has all of them, by the names and IDs that they had when it was written.
    const catalog = [
      user('jo', await nodeIdOf('jo')),
      // Whoever wrote the catalog by hand may have the number, or the ID in its older form.
      user('kim', String(numberOf('kim'))),
      user('stranger', await nodeIdOf('stranger')),
      user('old-name', olderId(numberOf('new-name'))),
      // Of 583231, who had the name before.
      user('reused', olderId(583231)),
    ];
    const start = (data: JsonObject) =>
      startTestBackend({
        features: [
          authPlugin,
          githubSignInModule,
          catalogServiceMock.factory({ entities: catalog }),
          mockServices.rootConfig.factory({ data }),
        ],
      });
    portal = await start(settings);
    portalByName = await start(settingsOf('usernameMatchingUserEntityName'));
  });
  afterAll(async () => {
    await portal?.stop();
    await portalByName?.stop();
    await github?.close();
    documents?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const authOf = ({ server }: typeof portal) =>
    `http://localhost:${server.port()}/api/auth/github`;

  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map(cookie => cookie.split(';')[0])
      // What is emptied is taken back.
      .filter(cookie => !cookie.endsWith('='))
      .join('; ');

  /** What a browser does: to GitHub, to say who one is there, and back. */
  async function signIn(login: string, at = portal): Promise<Outcome> {
    const base = authOf(at);
    const started = await fetch(
      `${base}/start?env=production&scope=read:user`,
      {
        redirect: 'manual',
      },
    );
    const authorize = started.headers.get('location')!;
    const page = await fetch(authorize);
    const csrf = /name="csrf"\s+value="([^"]+)"/.exec(await page.text())![1];
    const chosen = await fetch(authorize, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: cookiesOf(page),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ login, csrf }),
    });
    const back = new URL(chosen.headers.get('location')!);
    const answer = await fetch(`${base}/handler/frame${back.search}`, {
      headers: { cookie: cookiesOf(started) },
    });
    const [, message] = /decodeURIComponent\('([^']+)'\)/.exec(
      await answer.text(),
    )!;
    const { response, error } = JSON.parse(decodeURIComponent(message));
    return {
      person: response?.backstageIdentity.identity.userEntityRef,
      refused: error?.message,
      cookie: cookiesOf(answer),
    };
  }

  async function renew({ cookie }: Outcome): Promise<Outcome> {
    const answer = await fetch(`${authOf(portal)}/refresh?env=production`, {
      method: 'POST',
      headers: { cookie: cookie!, 'X-Requested-With': 'XMLHttpRequest' },
    });
    const body = await answer.json();
    return {
      person: body.backstageIdentity?.identity.userEntityRef,
      refused: body.error?.message,
    };
  }

  it('is for members of the organisation, whatever the catalog still has', async () => {
    expect(await signIn('kim')).toMatchObject({
      person: 'user:default/kim',
      refused: undefined,
    });
    expect((await signIn('stranger')).refused).toMatch(
      /^stranger is no member of acme on localhost:\d+: ask its owners to let you in/,
    );
  });

  it('ends for who leaves when the session is renewed', async () => {
    const session = await signIn('jo');
    expect(await renew(session)).toMatchObject({ person: 'user:default/jo' });
    github.accounts.removeMember('acme', 'jo');
    const renewed = await renew(session);
    expect(renewed.person).toBeUndefined();
    expect(renewed.refused).toMatch(/jo is no member of acme/);
    expect((await signIn('jo')).person).toBeUndefined();
  });

  it('follows the account and not its name: renamed it stays who it was, and who takes a name becomes nobody', async () => {
    expect(await signIn('new-name')).toMatchObject({
      person: 'user:default/old-name',
    });
    const other = await signIn('reused');
    expect(other.person).toBeUndefined();
    expect(other.refused).toMatch(/unable to resolve user identity/);
  });

  it('knows by one number whomever the catalog was told of by it, or by an ID in either form', async () => {
    for (const [login, name] of [
      ['kim', 'kim'],
      ['new-name', 'old-name'],
    ]) {
      expect(await signIn(login)).toMatchObject({
        person: `user:default/${name}`,
      });
    }
    const nobody = entityOf('nobody', 'O_kgDOADP9xw');
    expect(withGithubNumber(nobody)).toBe(nobody);
    const group = { ...entityOf('group', 'U_kgDOADP9xw'), kind: 'Group' };
    expect(withGithubNumber(group)).toBe(group);
  });

  it('by name is refused to another account than the one that the catalog has under the name', async () => {
    expect(await signIn('kim', portalByName)).toMatchObject({
      person: 'user:default/kim',
    });
    const other = await signIn('reused', portalByName);
    expect(other.person).toBeUndefined();
    expect(other.refused).toMatch(
      /^The catalog knows reused by the ID of another account of GitHub/,
    );
  });

  it('takes no member for somebody else who had their name', async () => {
    const asked = requireMembership(
      new GithubClients(ScmIntegrations.fromConfig(new ConfigReader(settings))),
      {
        host: new URL(github.url).host,
        organizations: ['acme'],
        account: { login: 'kim', id: 583231 },
      },
    );
    await expect(asked).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining('kim is no member of acme'),
    });
  });

  it.each([
    ['the app may not read members', 'acme', 403],
    ['the app is not installed there', 'elsewhere', 401],
  ])(
    'refuses when %s, and says what to do',
    async (_, organization, status) => {
      github.apps.install({ app: 'plinth', account: 'acme', permissions: {} });
      const asked = requireMembership(
        new GithubClients(
          ScmIntegrations.fromConfig(new ConfigReader(settings)),
        ),
        {
          host: new URL(github.url).host,
          organizations: [organization],
          account: { login: 'kim', id: 1 },
        },
      );
      await expect(asked).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: `GitHub does not tell the portal who is a member of ${organization} (${status}), so that nobody can sign in: install the portal's app on the organisation, with Members: read`,
      });
    },
  );
});
