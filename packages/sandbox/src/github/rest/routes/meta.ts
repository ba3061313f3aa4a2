import type { Services } from '../../Services';
import type { RestRouter } from '../RestRouter';

/** What the API says of itself. */
export function metaRoutes(router: RestRouter, { limits }: Services): void {
  router.route('GET', '/meta', 'anyone', () => ({
    body: {
      verifiable_password_authentication: false,
      installed_version: '3.17.0',
    },
  }));
  router.route('GET', '/rate_limit', 'anyone', call => {
    const core = limits.state(call.actor);
    return { body: { resources: { core }, rate: core } };
  });
}
