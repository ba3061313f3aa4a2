import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { ScmIntegrations } from '@backstage/integration';
import {
  githubAuthenticator,
  githubSignInResolvers,
} from '@backstage/plugin-auth-backend-module-github-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type PassportProfile,
  type SignInResolver,
} from '@backstage/plugin-auth-node';
import { GithubClients } from '@plinth/plugin-environments-node';
import { z } from 'zod/v3';
import { requireMembership } from './requireMembership';

type Resolver = SignInResolver<OAuthAuthenticatorResult<PassportProfile>>;

/**
 * Sign-in with GitHub for members of the organisations that the resolver names, as GitHub says at each sign-in and each time
 * that a session is renewed, which it is about every hour. The catalog follows what GitHub tells it, and may be behind.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'github-members',
  register(reg) {
    reg.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
      },
      async init({ providers, config }) {
        const clients = new GithubClients(ScmIntegrations.fromConfig(config));
        const environment = config.getString('auth.environment');
        const instance = config.getOptionalString(
          `auth.providers.github.${environment}.enterpriseInstanceUrl`,
        );
        const host = instance ? new URL(instance).host : 'github.com';

        /** The resolver of Backstage, for whoever is a member. */
        const forMembers = (create: () => Resolver) =>
          createSignInResolverFactory({
            optionsSchema: z.object({
              organizations: z.array(z.string().min(1)).min(1),
            }),
            create({ organizations }): Resolver {
              const resolve = create();
              return async (info, context) => {
                const { username: login, nodeId } = info.result
                  .fullProfile as PassportProfile & { nodeId?: string };
                if (!login || !nodeId) {
                  throw new InputError(
                    'GitHub does not tell the name and the ID of the account',
                  );
                }
                const account = { login, nodeId };
                await requireMembership(clients, {
                  host,
                  organizations,
                  account,
                });
                return resolve(info, context);
              };
            },
          });

        providers.registerProvider({
          providerId: 'github',
          factory: createOAuthProviderFactory({
            authenticator: githubAuthenticator,
            signInResolverFactories: {
              userIdMatchingUserEntityAnnotation: forMembers(() =>
                githubSignInResolvers.userIdMatchingUserEntityAnnotation(),
              ),
              usernameMatchingUserEntityName: forMembers(() =>
                githubSignInResolvers.usernameMatchingUserEntityName(),
              ),
            },
          }),
        });
      },
    });
  },
});
