import { createBackendModule } from '@backstage/backend-plugin-api';
import {
  oidcAuthenticator,
  oidcSignInResolvers,
  type OidcAuthResult,
} from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  authProvidersExtensionPoint,
  createOAuthProviderFactory,
  createSignInResolverFactory,
  type OAuthAuthenticatorResult,
  type SignInResolver,
} from '@backstage/plugin-auth-node';
import { z } from 'zod/v3';
import { isGroupRef, personOfClaims } from './personOfClaims';

/** People and their groups as the provider's signed ID token tells them, for whom the catalog need not know. */
const personOfIdToken = createSignInResolverFactory({
  optionsSchema: z.object({
    name: z.string().min(1).default('preferred_username'),
    domain: z.string().min(1).optional(),
    groups: z.string().min(1).default('groups'),
    teams: z
      .record(
        z.string().refine(isGroupRef, {
          message: 'is no reference of a group, such as group:default/platform',
        }),
      )
      .default({}),
  }),
  create(rules): SignInResolver<OAuthAuthenticatorResult<OidcAuthResult>> {
    return async ({ result }, context) => {
      const person = personOfClaims(
        result.fullProfile.tokenset.claims(),
        rules,
      );
      return context.issueToken({
        claims: { sub: person.ref, ent: [person.ref, ...person.teams] },
      });
    };
  },
});

/**
 * Sign-in with an OpenID Connect provider: by the e-mail address of a person in the catalog, which the provider has verified, or by the
 * claims of the ID token.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'oidc-people',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: oidcAuthenticator,
            signInResolverFactories: {
              personOfIdToken,
              emailMatchingUserEntityProfileEmail:
                oidcSignInResolvers.emailMatchingUserEntityProfileEmail,
            },
          }),
        });
      },
    });
  },
});
