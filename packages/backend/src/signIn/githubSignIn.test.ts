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
import githubSignInModule from './githubSignInModule';
import { requireMembership } from './requireMembership';

/** What a sign-in comes to: who one is, or why not; `cookie` renews it. */
interface Outcome {
  person?: string;
  refused?: string;
  cookie?: string;
}

describe('sign-in with GitHub', () => {
  let dataDir: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let portal: Awaited<ReturnType<typeof startTestBackend>>;
  let base: string;
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
    for (const login of ['jo', 'kim', 'stranger']) {
      github.accounts.createUser({ login });
    }
    github.accounts.createOrganization({ login: 'elsewhere' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [
        { login: 'jo', role: 'member' },
        { login: 'kim', role: 'admin' },
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
    settings = {
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
                    resolver: 'userIdMatchingUserEntityAnnotation',
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
    };
    portal = await startTestBackend({
      features: [
        authPlugin,
        githubSignInModule,
        catalogServiceMock.factory({
          // The catalog still has all of them.
          entities: await Promise.all(
            ['jo', 'kim', 'stranger'].map(async name => ({
              apiVersion: 'backstage.io/v1alpha1',
              kind: 'User',
              metadata: {
                name,
                namespace: 'default',
                annotations: { 'github.com/user-id': await nodeIdOf(name) },
              },
              spec: {},
            })),
          ),
        }),
        mockServices.rootConfig.factory({ data: settings }),
      ],
    });
    base = `http://localhost:${portal.server.port()}/api/auth/github`;
  });
  afterAll(async () => {
    await portal?.stop();
    await github?.close();
    documents?.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const cookiesOf = (answer: Response) =>
    answer.headers
      .getSetCookie()
      .map(cookie => cookie.split(';')[0])
      // What is emptied is taken back.
      .filter(cookie => !cookie.endsWith('='))
      .join('; ');

  /** What a browser does: to GitHub, to say who one is there, and back. */
  async function signIn(login: string): Promise<Outcome> {
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
    const answer = await fetch(`${base}/refresh?env=production`, {
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
          account: { login: 'kim', nodeId: 'any' },
        },
      );
      await expect(asked).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: `GitHub does not tell the portal who is a member of ${organization} (${status}), so that nobody can sign in: install the portal's app on the organisation, with Members: read`,
      });
    },
  );
});
