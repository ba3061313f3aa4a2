import { OAuth2 } from '@backstage/core-app-api';
import {
  configApiRef,
  createApiRef,
  discoveryApiRef,
  githubAuthApiRef,
  oauthRequestApiRef,
  useApi,
  type BackstageIdentityApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/core-plugin-api';
import { SignInPage } from '@backstage/core-components';
import {
  ApiBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import {
  SignInPageBlueprint,
  SignInPageProps,
} from '@backstage/plugin-app-react';

const oidcAuthApiRef = createApiRef<
  ProfileInfoApi & BackstageIdentityApi & SessionApi
>({ id: 'auth.oidc' });

const oidcAuthApi = ApiBlueprint.make({
  name: 'oidc-auth',
  params: defineParams =>
    defineParams({
      api: oidcAuthApiRef,
      deps: {
        configApi: configApiRef,
        discoveryApi: discoveryApiRef,
        oauthRequestApi: oauthRequestApiRef,
      },
      factory: ({ configApi, discoveryApi, oauthRequestApi }) =>
        OAuth2.create({
          configApi,
          discoveryApi,
          oauthRequestApi,
          provider: {
            id: 'oidc',
            title:
              configApi.getOptionalString('app.oidcSignIn.title') ??
              'OpenID Connect',
            icon: () => null,
          },
          environment: configApi.getOptionalString('auth.environment'),
          defaultScopes: ['openid', 'profile', 'email'],
        }),
    }),
});

/** The ways to sign in that the configuration offers: the organisation's provider, GitHub, a guest. */
function PortalSignInPage(props: SignInPageProps) {
  const config = useApi(configApiRef);
  const oidc = config.getOptionalString('app.oidcSignIn.title');
  return (
    <SignInPage
      {...props}
      title="Sign in to Plinth"
      align="center"
      providers={[
        ...(config.getOptionalBoolean('app.guestSignIn')
          ? (['guest'] as const)
          : []),
        ...(oidc
          ? [
              {
                id: 'oidc-auth-provider',
                title: oidc,
                message: `Sign in with your account of ${oidc}`,
                apiRef: oidcAuthApiRef,
              },
            ]
          : []),
        ...(config.getOptionalBoolean('app.githubSignIn') === false
          ? []
          : [
              {
                id: 'github-auth-provider',
                title: 'GitHub',
                message: 'Sign in with your GitHub account',
                apiRef: githubAuthApiRef,
              },
            ]),
      ]}
    />
  );
}

export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    oidcAuthApi,
    SignInPageBlueprint.make({
      params: { loader: async () => PortalSignInPage },
    }),
  ],
});
