import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError, NotAllowedError } from '@backstage/errors';
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
import {
  GITHUB_ID_ANNOTATION,
  GithubClients,
  githubAccountOf,
} from '@plinth/plugin-environments-node';
import { z } from 'zod/v3';
import { requireMembership, type GithubAccount } from './requireMembership';

type Resolver = SignInResolver<OAuthAuthenticatorResult<PassportProfile>>;

/** By the number of the account, which the catalog has for everybody whom it read from GitHub. */
function byNumber(): Resolver {
  return async (info, context) =>
    context.signInWithCatalogUser({
      annotations: { [GITHUB_ID_ANNOTATION]: String(accountOf(info).id) },
    });
}

/** By name, unless the catalog has the name with the ID of another account, which had it before. */
function byName(): Resolver {
  const resolve = githubSignInResolvers.usernameMatchingUserEntityName();
  return async (info, context) => {
    const { login: name, id } = accountOf(info);
    const { entity } = await context.findCatalogUser({ entityRef: { name } });
    const known = entity.metadata.annotations?.[GITHUB_ID_ANNOTATION];
    if (known && githubAccountOf(entity).id !== id) {
      throw new NotAllowedError(
        `The catalog knows ${name} by the ID of another account of GitHub, which had that name before: ask whoever keeps the catalog to have it read the organisation anew, and sign in again`,
      );
    }
    return resolve(info, context);
  };
}

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
                await requireMembership(clients, {
                  host,
                  organizations,
                  account: accountOf(info),
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
              userIdMatchingUserEntityAnnotation: forMembers(byNumber),
              usernameMatchingUserEntityName: forMembers(byName),
            },
          }),
        });
      },
    });
  },
});

function accountOf({ result }: Parameters<Resolver>[0]): GithubAccount {
  const { username: login, id } = result.fullProfile;
  if (!login || !/^\d+$/.test(id)) {
    throw new InputError(
      'GitHub does not tell the name and the ID of the account',
    );
  }
  return { login, id: Number(id) };
}
