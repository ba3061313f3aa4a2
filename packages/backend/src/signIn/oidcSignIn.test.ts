import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { UserEntity } from '@backstage/catalog-model';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { DocumentStore } from '@plinth/sandbox';
import { IdentityProvider as DemoProvider } from '@plinth/sandbox/testing';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { IdentityProvider } from '../__testUtils__/IdentityProvider';
import oidcSignInModule from './oidcSignInModule';

const root = path.resolve(__dirname, '../../../..');
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** What a sign-in comes to: who one is and for whom one speaks, or why not. */
interface Outcome {
  person?: string;
  speaksFor?: string[];
  refused?: string;
}

const kim = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'kim', namespace: 'default' },
  spec: { profile: { email: 'kim@acme.example' } },
};

describe('sign-in with an OpenID Connect provider', () => {
  let provider: IdentityProvider;
  const portals: Awaited<ReturnType<typeof startTestBackend>>[] = [];

  const start = async (resolver: JsonObject) => {
    const data = {
      app: { baseUrl: 'http://localhost' },
      backend: { baseUrl: 'http://localhost' },
      auth: {
        environment: 'production',
        session: { secret: 'secret' },
        providers: {
          oidc: {
            production: {
              ...provider.settings,
              signIn: { resolvers: [resolver] },
            },
          },
        },
      },
    };
    const portal = await startTestBackend({
      features: [
        authPlugin,
        oidcSignInModule,
        catalogServiceMock.factory({ entities: [kim] }),
        mockServices.rootConfig.factory({ data }),
      ],
    });
    portals.push(portal);
    return portal;
  };
  let byClaims: (typeof portals)[number];
  let byEmail: (typeof portals)[number];

  beforeAll(async () => {
    provider = await IdentityProvider.start();
    byClaims = await start({
      resolver: 'personOfIdToken',
      domain: 'acme.example',
      teams: { 'Platform engineers': 'group:default/platform-admins' },
    });
    byEmail = await start({ resolver: 'emailMatchingUserEntityProfileEmail' });
  });
  afterAll(async () => {
    await Promise.all(portals.map(portal => portal.stop()));
    await provider?.close();
  });

  /** What a browser does: to the provider, and back. */
  async function signIn(
    portal: (typeof portals)[number],
    claims: JsonObject,
  ): Promise<Outcome> {
    provider.signsIn({ sub: 'a1b2', ...claims });
    const base = `http://localhost:${portal.server.port()}/api/auth/oidc`;
    const started = await fetch(
      `${base}/start?env=production&scope=openid+profile+email`,
      { redirect: 'manual' },
    );
    const cookie = started.headers
      .getSetCookie()
      .map(each => each.split(';')[0])
      // What is emptied is taken back.
      .filter(each => !each.endsWith('='))
      .join('; ');
    const chosen = await fetch(started.headers.get('location')!, {
      redirect: 'manual',
    });
    const back = new URL(chosen.headers.get('location')!);
    const answer = await fetch(`${base}/handler/frame${back.search}`, {
      headers: { cookie },
    });
    const [, message] = /decodeURIComponent\('([^']+)'\)/.exec(
      await answer.text(),
    )!;
    const { response, error } = JSON.parse(decodeURIComponent(message));
    const identity = response?.backstageIdentity.identity;
    return {
      person: identity?.userEntityRef,
      speaksFor: identity?.ownershipEntityRefs,
      refused: error?.message,
    };
  }

  it('takes a person and their groups from the ID token', async () => {
    expect(
      await signIn(byClaims, {
        preferred_username: 'Kim@acme.example',
        groups: ['Platform engineers', 'group:default/auditors', 'Everybody'],
      }),
    ).toEqual({
      // Not the Kim of the catalog, who may be somebody else.
      person: 'user:oidc/kim',
      speaksFor: ['user:oidc/kim', 'group:default/platform-admins'],
      refused: undefined,
    });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'another domain',
      { preferred_username: 'kim@evil.example' },
      /^kim@evil\.example is not of acme\.example, whose people may sign in/,
    ],
    [
      'a domain that only looks alike',
      { preferred_username: 'kim@acme.example@evil.example' },
      /is not of acme\.example/,
    ],
    [
      'no domain',
      { preferred_username: 'kim' },
      /^kim is not of acme\.example/,
    ],
    [
      'what is no name',
      { preferred_username: 'kim/../admin@acme.example' },
      /cannot name a person/,
    ],
    ['no name', {}, /tells no claim "preferred_username"/],
  ])('refuses %s', async (_, claims, reason) => {
    const { person, refused } = await signIn(byClaims, claims);
    expect(person).toBeUndefined();
    expect(refused).toMatch(reason);
  });

  it('finds a person of the catalog by an address that the provider has verified, and no other', async () => {
    const claims = { email: 'kim@acme.example' };
    expect(
      await signIn(byEmail, { ...claims, email_verified: true }),
    ).toMatchObject({ person: 'user:default/kim', refused: undefined });
    const unverified = await signIn(byEmail, claims);
    expect(unverified.person).toBeUndefined();
    expect(unverified.refused).toMatch(/email/);
  });

  it('does not start with a team that is no group', async () => {
    await expect(
      start({
        resolver: 'personOfIdToken',
        teams: { Engineers: 'platform-admins' },
      }),
    ).rejects.toThrow(/is no reference of a group/);
  });
});

describe("sign-in with the demo's provider", () => {
  const organization: UserEntity[] = parseAllDocuments(
    textOf('packages/sandbox/demo/organization.yaml'),
  ).map(document => {
    const entity = document.toJS();
    return {
      ...entity,
      metadata: { namespace: 'default', ...entity.metadata },
      // As the catalog makes them of it
      relations: (entity.spec.memberOf ?? []).map((group: string) => ({
        type: 'memberOf',
        targetRef: `group:default/${group}`,
      })),
    };
  });
  const people = organization.filter(({ kind }) => kind === 'User');
  const documents = DocumentStore.open(':memory:');
  let site: Server;
  let provider: DemoProvider;
  let portal: Awaited<ReturnType<typeof startTestBackend>>;

  const siteUrl = () =>
    `http://localhost:${(site.address() as AddressInfo).port}`;
  const base = () => `http://localhost:${portal.server.port()}/api/auth/oidc`;
  /** Starts it, or starts it again with what it knew. */
  const startProvider = async () => {
    provider = await DemoProvider.create({
      site: siteUrl(),
      portalUrl: 'http://localhost',
      documents,
    });
  };

  beforeAll(async () => {
    site = createServer((request, response) => {
      provider
        .handle(request, response, new URL(request.url!, siteUrl()))
        .then(known => known || response.writeHead(404).end());
    });
    await new Promise<void>(resolve => {
      site.listen(0, '127.0.0.1', resolve);
    });
    await startProvider();
    const { auth } = parse(textOf('app-config.sandbox.yaml'));
    const { production } = auth.providers.oidc;
    const metadata = new URL(
      production.metadataUrl.replace('${PLINTH_GITHUB_PORT:-7008}', '7008'),
    );
    portal = await startTestBackend({
      features: [
        authPlugin,
        oidcSignInModule,
        catalogServiceMock.factory({ entities: organization }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            backend: { baseUrl: 'http://localhost' },
            auth: {
              environment: 'production',
              session: auth.session,
              providers: {
                oidc: {
                  production: {
                    ...production,
                    metadataUrl: `${siteUrl()}${metadata.pathname}`,
                    callbackUrl: 'http://localhost/api/auth/oidc/handler/frame',
                  },
                },
              },
            },
          },
        }),
      ],
    });
  });
  afterAll(async () => {
    await portal?.stop();
    await new Promise(resolve => {
      site.close(resolve);
      site.closeAllConnections();
    });
    documents.close();
  });

  /** A browser: it follows redirects at most until it is to leave for the portal, and keeps cookies by their path. */
  class Browser {
    readonly #cookies = new Map<string, { value: string; path: string }>();

    /** Those that it would send to the portal. */
    cookies(): string {
      return this.#sent(new URL(`${base()}/`));
    }

    #sent(url: URL): string {
      return [...this.#cookies]
        .filter(([, cookie]) => url.pathname.startsWith(cookie.path))
        .map(([name, { value }]) => `${name}=${value}`)
        .join('; ');
    }

    async go(address: string, form?: Record<string, string>) {
      const url = new URL(address);
      const answer = await fetch(url, {
        redirect: 'manual',
        headers: { cookie: this.#sent(url) },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      });
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
        const at = /; *path=([^;]*)/i.exec(cookie)?.[1] ?? '/';
        // What is emptied is taken back.
        if (value) {
          this.#cookies.set(name, { value, path: at });
        } else {
          this.#cookies.delete(name);
        }
      }
      return answer;
    }

    /** Where it is sent in the end, and what it reads there. */
    async open(
      address: string,
      form?: Record<string, string>,
    ): Promise<{ url: URL; text: string; status: number }> {
      const answer = await this.go(address, form);
      const next = answer.headers.get('location');
      if (!next) {
        return {
          url: new URL(address),
          text: await answer.text(),
          status: answer.status,
        };
      }
      const url = new URL(next, address);
      return url.origin !== siteUrl()
        ? { url, text: '', status: answer.status }
        : this.open(url.href);
    }
  }

  /** The provider's page after one press on the portal's. */
  async function comeToProvider(browser: Browser) {
    const started = await browser.go(
      `${base()}/start?env=production&scope=openid+profile+email`,
    );
    return browser.open(started.headers.get('location')!);
  }

  async function press(browser: Browser, login: string) {
    const page = await comeToProvider(browser);
    const back = await browser.open(page.url.href, { login });
    const answer = await browser.open(
      `${base()}/handler/frame${back.url.search}`,
    );
    const [, message] = /decodeURIComponent\('([^']+)'\)/.exec(answer.text)!;
    return JSON.parse(decodeURIComponent(message)).response.backstageIdentity
      .identity;
  }

  it('makes everybody of the demo who they are by one press, with their groups, whoever was signed in before', async () => {
    const browser = new Browser();
    const { text } = await comeToProvider(browser);
    expect(people.map(({ metadata }) => metadata.name)).toContain('admin');
    for (const person of people) {
      const { name } = person.metadata;
      expect(text).toContain(`value="${name}"`);
      expect(text).toContain(person.spec.profile!.displayName);
      expect(await press(browser, name)).toMatchObject({
        userEntityRef: `user:default/${name}`,
        ownershipEntityRefs: expect.arrayContaining(
          person.spec.memberOf!.map(group => `group:default/${group}`),
        ),
      });
    }
    // What they are there for is beside their names.
    expect(text).toContain('Auditors: Read everything, change nothing');
  });

  it('keeps a session when the provider starts again', async () => {
    const browser = new Browser();
    await press(browser, 'auditor');
    await startProvider();
    const renewed = await fetch(`${base()}/refresh?env=production`, {
      method: 'POST',
      headers: {
        cookie: browser.cookies(),
        'X-Requested-With': 'XMLHttpRequest',
      },
    });
    expect((await renewed.json()).backstageIdentity.identity).toMatchObject({
      userEntityRef: 'user:default/auditor',
    });
  });

  it('takes nobody for somebody whom it does not know, and sends nobody elsewhere than to the portal', async () => {
    const browser = new Browser();
    const page = await comeToProvider(browser);
    const again = await browser.open(page.url.href, { login: 'somebody' });
    expect(again).toMatchObject({
      status: 200,
      text: expect.stringContaining('Who are you?'),
    });
    expect(again.url.href).toBe(page.url.href);
    const started = await browser.go(
      `${base()}/start?env=production&scope=openid+profile+email`,
    );
    const elsewhere = new URL(started.headers.get('location')!);
    elsewhere.searchParams.set('redirect_uri', 'http://localhost/elsewhere');
    expect(await browser.open(elsewhere.href)).toMatchObject({
      status: 400,
      text: expect.stringContaining('Sign-in is not possible'),
    });
    // Without the browser's cookie the page is nobody's.
    expect(await new Browser().open(page.url.href)).toMatchObject({
      status: 400,
      text: expect.stringContaining('is over or too old'),
    });
  });
});
