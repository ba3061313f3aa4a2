import { createApp } from '@backstage/frontend-defaults';
import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import { mockApis } from '@backstage/frontend-test-utils';
import { render, screen } from '@testing-library/react';
import { START } from '../../__testUtils__/openPortal';
import { signInModule } from '.';

const home = createFrontendPlugin({
  pluginId: 'home',
  extensions: [
    PageBlueprint.make({
      params: { path: '/', loader: async () => <h1>Inside</h1> },
    }),
  ],
});

describe('the sign-in page', () => {
  it.each([
    [{}, ['Sign in with your GitHub account']],
    [
      { oidcSignIn: { title: 'Okta' } },
      ['Sign in with your account of Okta', 'Sign in with your GitHub account'],
    ],
    [
      { oidcSignIn: { title: 'Okta' }, githubSignIn: false },
      ['Sign in with your account of Okta'],
    ],
  ])('offers what the configuration says: %j', async (settings, offered) => {
    const config = mockApis.config({
      data: {
        app: { title: 'Plinth', baseUrl: 'http://localhost', ...settings },
        backend: { baseUrl: 'http://localhost' },
        auth: { environment: 'production' },
      },
    });
    const app = createApp({
      features: [home, signInModule],
      advanced: { configLoader: async () => ({ config }) },
    });
    render(app.createRoot());
    await screen.findByText('Sign in to Plinth', undefined, START);
    expect(
      screen
        .getAllByText(/^Sign in with/)
        .map(({ textContent }) => textContent),
    ).toEqual(offered);
    expect(screen.queryByText('Guest')).toBeNull();
    expect(screen.queryByText('Inside')).toBeNull();
  });
});
