import {
  configApiRef,
  githubAuthApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { SignInPage } from '@backstage/core-components';
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  SignInPageBlueprint,
  SignInPageProps,
} from '@backstage/plugin-app-react';

/** GitHub sign-in; beside it the guest, where `app.guestSignIn` allows one. */
function PortalSignInPage(props: SignInPageProps) {
  const guest = useApi(configApiRef).getOptionalBoolean('app.guestSignIn');
  return (
    <SignInPage
      {...props}
      title="Sign in to Plinth"
      align="center"
      providers={[
        ...(guest ? (['guest'] as const) : []),
        {
          id: 'github-auth-provider',
          title: 'GitHub',
          message: 'Sign in with your GitHub account',
          apiRef: githubAuthApiRef,
        },
      ]}
    />
  );
}

export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: { loader: async () => PortalSignInPage },
    }),
  ],
});
