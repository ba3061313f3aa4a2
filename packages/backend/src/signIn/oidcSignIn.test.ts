import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { IdentityProvider } from '../__testUtils__/IdentityProvider';
import oidcSignInModule from './oidcSignInModule';

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
