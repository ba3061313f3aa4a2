import {
  ApiBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  PageBlueprint,
  type FrontendFeature,
} from '@backstage/frontend-plugin-api';
import { createApp } from '@backstage/frontend-defaults';
import { mockApis } from '@backstage/frontend-test-utils';
import { cleanup, render, screen } from '@testing-library/react';
import { START } from '../../__testUtils__/openPortal';
import { signInModule } from '.';
import { oidcAuthApiRef } from './oidcAuthApi';

const home = createFrontendPlugin({
  pluginId: 'home',
  extensions: [
    PageBlueprint.make({
      params: { path: '/', loader: async () => <h1>Inside</h1> },
    }),
  ],
});

/** The organisation's provider: whom it lets in, and whether it knows them without being asked. */
function provider(options: { remembers: boolean; refusal?: Error }) {
  const { remembers, refusal } = options;
  const api = {
    getBackstageIdentity: jest.fn(async (asked?: { optional?: boolean }) => {
      if (asked?.optional && !remembers) {
        return undefined;
      }
      if (refusal) {
        throw refusal;
      }
      return {
        token: 'a.b.c',
        identity: {
          type: 'user' as const,
          userEntityRef: 'user:default/developer',
          ownershipEntityRefs: [],
        },
      };
    }),
    getProfile: async () => ({ displayName: 'Developer' }),
    signIn: async () => {},
    signOut: async () => {},
    sessionState$: () => {
      throw new Error('nobody asks');
    },
  };
  const module = createFrontendModule({
    pluginId: 'app',
    extensions: [
      ApiBlueprint.make({
        name: 'oidc-auth',
        params: defineParams =>
          defineParams({ api: oidcAuthApiRef, deps: {}, factory: () => api }),
      }),
    ],
  });
  return { api, module };
}

function open(
  settings: Record<string, unknown>,
  features: FrontendFeature[] = [],
) {
  const config = mockApis.config({
    data: {
      app: { title: 'Plinth', baseUrl: 'http://localhost', ...settings },
      backend: { baseUrl: 'http://localhost' },
      auth: { environment: 'production' },
      organization: { name: 'Acme' },
    },
  });
  const app = createApp({
    features: [home, signInModule, ...features],
    advanced: { configLoader: async () => ({ config }) },
  });
  render(app.createRoot());
}

const OKTA = { oidcSignIn: { title: 'Okta' }, githubSignIn: false };

describe('the sign-in page', () => {
  beforeEach(() => localStorage.clear());

  it.each([
    [{}, ['Sign in with GitHub']],
    [
      { oidcSignIn: { title: 'Okta' } },
      ['Sign in with Okta', 'Sign in with GitHub'],
    ],
    [OKTA, ['Sign in with Okta']],
    [
      { ...OKTA, guestSignIn: true },
      ['Sign in with Okta', 'Look around as guest'],
    ],
  ])('offers what the configuration says: %j', async (settings, offered) => {
    open(settings);
    expect(
      await screen.findByRole('heading', { name: 'Sign in to Plinth' }, START),
    ).toBeInTheDocument();
    expect(
      screen.getAllByRole('button').map(({ textContent }) => textContent),
    ).toEqual(offered);
    expect(screen.getByText('The platform of Acme')).toBeInTheDocument();
    expect(screen.queryByText('Inside')).toBeNull();
  });

  it('lets in whom the provider lets in, and after a reload asks nobody whose session holds', async () => {
    const { api, module } = provider({ remembers: true });
    open(OKTA, [module]);
    (
      await screen.findByRole('button', { name: 'Sign in with Okta' }, START)
    ).click();
    expect(await screen.findByText('Inside', {}, START)).toBeInTheDocument();
    expect(api.getBackstageIdentity).toHaveBeenCalledWith({
      instantPopup: true,
    });

    cleanup();
    api.getBackstageIdentity.mockClear();
    open(OKTA, [module]);
    expect(await screen.findByText('Inside', {}, START)).toBeInTheDocument();
    expect(api.getBackstageIdentity).toHaveBeenCalledWith({ optional: true });
    expect(api.getBackstageIdentity).not.toHaveBeenCalledWith({
      instantPopup: true,
    });
  });

  it('asks again whose session is over, and says why nobody was let in', async () => {
    localStorage.setItem('plinth:signIn', 'oidc');
    const { module } = provider({
      remembers: false,
      refusal: new Error('The account is locked'),
    });
    open(OKTA, [module]);
    (
      await screen.findByRole('button', { name: 'Sign in with Okta' }, START)
    ).click();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You could not be signed in',
    );
    expect(screen.getByRole('alert')).toHaveTextContent(
      'The account is locked',
    );
    expect(screen.queryByText('Inside')).toBeNull();
  });
});
