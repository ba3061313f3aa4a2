import type { Issue } from '../../issue';
import type { BootstrapParameters } from './bootstrapParameters';

/** Rules between the parameters of a bootstrap. */
export function checkBootstrap({
  createAccounts,
  createProvider,
  ownerId,
  repositoryId,
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
    ...(ownerId && !repositoryId
      ? [
          {
            parameter: 'parameters.repositoryId',
            message:
              'is required with ownerId: the immutable subject names both numbers',
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
