import {
  githubAuthApiRef,
  type ApiRef,
  type BackstageIdentityApi,
  type ConfigApi,
  type ProfileInfoApi,
  type SessionApi,
} from '@backstage/core-plugin-api';
import { oidcAuthApiRef } from './oidcAuthApi';

/** One way to sign in: by a provider, or as the guest, who has none. */
export interface WayToSignIn {
  id: string;
  label: string;
  note?: string;
  provider?: ApiRef<ProfileInfoApi & BackstageIdentityApi & SessionApi>;
}

/** What the configuration offers, the organisation's own provider first. */
export function waysToSignIn(config: ConfigApi): WayToSignIn[] {
  const oidc = config.getOptionalString('app.oidcSignIn.title');
  return [
    ...(oidc
      ? [
          {
            id: 'oidc',
            label: `Sign in with ${oidc}`,
            provider: oidcAuthApiRef,
          },
        ]
      : []),
    ...(config.getOptionalBoolean('app.githubSignIn') === false
      ? []
      : [
          {
            id: 'github',
            label: 'Sign in with GitHub',
            provider: githubAuthApiRef,
          },
        ]),
    ...(config.getOptionalBoolean('app.guestSignIn')
      ? [
          {
            id: 'guest',
            label: 'Look around as guest',
            note: 'Guests share one account: what they ask for cannot be told apart.',
          },
        ]
      : []),
  ];
}
