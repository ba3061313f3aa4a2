import type { RateLimit } from '../RateLimit';
import type { RestRouter } from '../RestRouter';

/** What the API says of itself. */
export function metaRoutes(router: RestRouter, limit: RateLimit): void {
  router.route('GET', '/meta', 'anyone', () => ({
    body: {
      verifiable_password_authentication: false,
      installed_version: '3.17.0',
    },
  }));
  router.route('GET', '/rate_limit', 'anyone', call => {
    const core = limit.state(call.actor);
    return { body: { resources: { core }, rate: core } };
  });
}
