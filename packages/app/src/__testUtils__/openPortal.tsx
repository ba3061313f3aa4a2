import { createApp } from '@backstage/frontend-defaults';
import {
  ApiBlueprint,
  createFrontendModule,
  type FrontendFeature,
} from '@backstage/frontend-plugin-api';
import { mockApis } from '@backstage/frontend-test-utils';
import {
  SignInPageBlueprint,
  type SignInPageProps,
} from '@backstage/plugin-app-react';
import {
  AuthorizeResult,
  type Permission,
} from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { render } from '@testing-library/react';
import { useEffect } from 'react';

/** Somebody who is signed in before a page is shown. */
function SignedIn({ onSignInSuccess }: SignInPageProps) {
  useEffect(() => onSignInSuccess(mockApis.identity()), [onSignInSuccess]);
  return null;
}

/** Opens the portal with these features at an address. */
export function openPortal(options: {
  path: string;
  features: FrontendFeature[];
  /** @default - everything is allowed */
  isAllowed?: (permission: Permission) => boolean;
}) {
  const { path, features, isAllowed = () => true } = options;
  window.history.pushState({}, '', path);
  const person = createFrontendModule({
    pluginId: 'app',
    extensions: [
      SignInPageBlueprint.make({ params: { loader: async () => SignedIn } }),
      ApiBlueprint.make({
        name: 'permission',
        params: defineParams =>
          defineParams({
            api: permissionApiRef,
            deps: {},
            factory: () =>
              mockApis.permission({
                authorize: ({ permission }) =>
                  isAllowed(permission)
                    ? AuthorizeResult.ALLOW
                    : AuthorizeResult.DENY,
              }),
          }),
      }),
    ],
  });
  const config = mockApis.config({
    data: {
      app: { title: 'Plinth', baseUrl: 'http://localhost' },
      backend: { baseUrl: 'http://localhost' },
    },
  });
  const app = createApp({
    features: [...features, person],
    advanced: { configLoader: async () => ({ config }) },
  });
  render(app.createRoot());
}

/** How long the first page may take: a whole app starts before it. */
export const START = { timeout: 20_000 };
