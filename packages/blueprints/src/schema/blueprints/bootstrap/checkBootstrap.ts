import type { Issue } from '../../issue';
import type { BootstrapParameters } from './bootstrapParameters';

/** Rules between the parameters of a bootstrap. */
export function checkBootstrap({
  createAccounts,
  createProvider,
  roles,
  services,
}: BootstrapParameters): Issue[] {
  return [
    ...(createProvider && !roles
      ? [
          {
            parameter: 'parameters.createProvider',
            message:
              'must be false when roles is false: a provider without roles lets nobody in and invites wiring by hand',
          },
        ]
      : []),
    ...(createAccounts && !services.includes('organizations')
      ? [
          {
            parameter: 'parameters.createAccounts',
            message:
              'needs organizations among services: who makes an account also moves and tags it',
          },
        ]
      : []),
  ];
}
