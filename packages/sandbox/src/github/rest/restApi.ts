import type { Services } from '../Services';
import { actionsRoutes } from './routes/actions';
import { checkRoutes } from './routes/checks';
import { commitRoutes } from './routes/commits';
import { contentRoutes } from './routes/contents';
import { gitDataRoutes } from './routes/gitData';
import { hookRoutes } from './routes/hooks';
import { issueRoutes } from './routes/issues';
import { protectionRoutes } from './routes/protection';
import { pullRoutes } from './routes/pulls';
import { repositoryRoutes } from './routes/repositories';
import { userRoutes } from './routes/users';
import { RestRouter } from './RestRouter';

/** The REST API with all its routes. Where two routes match, the one that stands first answers. */
export function restApi(services: Services): RestRouter {
  const router = new RestRouter(services);
  router.route('GET', '/meta', 'anyone', () => ({
    body: {
      verifiable_password_authentication: false,
      installed_version: '3.17.0',
    },
  }));
  router.route('GET', '/rate_limit', 'anyone', call => {
    const core = router.rateLimit(call.actor);
    return { body: { resources: { core }, rate: core } };
  });
  userRoutes(router, services);
  protectionRoutes(router, services);
  repositoryRoutes(router, services);
  contentRoutes(router, services);
  gitDataRoutes(router, services);
  checkRoutes(router, services);
  commitRoutes(router, services);
  pullRoutes(router, services);
  issueRoutes(router, services);
  hookRoutes(router, services);
  actionsRoutes(router, services);
  return router;
}
