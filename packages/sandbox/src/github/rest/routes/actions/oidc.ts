import { GitHubError } from '../../../GitHubError';
import type { Services } from '../../../Services';
import { optionalFlag } from '../../Call';
import type { RestRouter } from '../../RestRouter';

/** `/actions/oidc/customization/sub`: whether the subjects of OIDC tokens carry numbers. */
export function oidcRoutes(router: RestRouter, services: Services): void {
  const { oidc, repositories } = services;
  const path = '/repos/:owner/:repo/actions/oidc/customization/sub';

  router.route('GET', path, 'actions:read', call => {
    const repository = repositories.require(call.repo);
    return {
      body: {
        use_default: true,
        use_immutable_subject: repository.immutableSubject,
        sub_claim_prefix: oidc.prefixOf(repository),
      },
    };
  });
  router.route('PUT', path, 'actions:write', call => {
    if (optionalFlag(call, 'use_default') !== true) {
      throw new GitHubError(
        501,
        'Not Implemented: the GitHub sandbox has no subjects made of chosen claims. Set use_default.',
      );
    }
    const immutableSubject = optionalFlag(call, 'use_immutable_subject');
    if (immutableSubject !== undefined) {
      repositories.update(call.repo, { immutableSubject });
    }
    return { status: 201, body: {} };
  });
}
