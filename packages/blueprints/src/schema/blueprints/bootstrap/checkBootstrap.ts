import type { Issue } from '../../issue';
import { PIPELINE_NAMES, reviewedEnvironment } from '../../pipelineAccess';
import type { UnitEnvelope } from '../../unit';
import type { BootstrapParameters } from './bootstrapParameters';

/** What a repository protects by convention; another branch may be anybody's. */
const TRUNK = /^(main|master|trunk|production|release(\/[A-Za-z0-9._-]+)?)$/;

/** Rules between the parameters of a bootstrap and its stage. */
export function checkBootstrap(
  { stage }: UnitEnvelope,
  {
    approval,
    branch,
    createAccounts,
    createProvider,
    furtherRepositories = [],
    ownerId,
    qualifier,
    repository,
    repositoryId,
    roles,
    services,
  }: BootstrapParameters,
): Issue[] {
  return [
    ...(approval === 'branch' &&
    reviewedEnvironment(stage) &&
    !TRUNK.test(branch)
      ? [
          {
            parameter: 'parameters.branch',
            message: `must be a protected branch at stage ${stage} when approval is "branch", such as main (got "${branch}"): whoever pushes to it deploys. Name the protected branch, or choose approval "environment", whose reviewers decide`,
          },
        ]
      : []),
    ...(qualifier === PIPELINE_NAMES.qualifier
      ? [
          {
            parameter: 'parameters.qualifier',
            message: `must not be "${qualifier}", which is that of cdk bootstrap: its roles and its bucket have these names. Choose another one, such as plinth, and name it in plinth.json`,
          },
        ]
      : []),
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
    ...(furtherRepositories.some(
      each =>
        each.replace(/@\d+/g, '').toLowerCase() === repository.toLowerCase(),
    )
      ? [
          {
            parameter: 'parameters.furtherRepositories',
            message: `must not name ${repository}, which is the repository already`,
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
