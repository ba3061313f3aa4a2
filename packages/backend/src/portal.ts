import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createServiceFactory,
  type RootConfigService,
} from '@backstage/backend-plugin-api';
import { rootLogger } from './logging/rootLogger';

/** Starts the portal with a configuration that was found good; no plugin is loaded before. */
export async function startPortal(config: RootConfigService): Promise<void> {
  const backend = createBackend();

  backend.add(import('@backstage/plugin-app-backend'));

  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('./signIn/githubSignInModule'));
  backend.add(import('./signIn/oidcSignInModule'));
  backend.add(import('@backstage/plugin-auth-backend-module-guest-provider'));

  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(import('./permissions/permissionPolicyModule'));

  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@backstage/plugin-catalog-backend-module-logs'));
  backend.add(import('@backstage/plugin-catalog-backend-module-github-org'));
  backend.add(import('./signIn/githubNumberModule'));
  backend.add(
    import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
  );
  backend.add(import('@plinth/plugin-catalog-backend-module-environments'));

  backend.add(import('@backstage/plugin-scaffolder-backend'));
  backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
  backend.add(
    import('@backstage/plugin-scaffolder-backend-module-workspace-database'),
  );
  backend.add(import('@plinth/plugin-scaffolder-backend-module-environments'));

  backend.add(import('@backstage/plugin-events-backend'));
  backend.add(import('@backstage/plugin-events-backend-module-github'));

  backend.add(import('@plinth/plugin-environments-backend'));

  backend.add(import('@backstage/plugin-signals-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-user-settings-backend'));

  backend.add(import('@backstage/plugin-search-backend'));
  backend.add(import('./search/searchEngineModule'));
  backend.add(import('@backstage/plugin-search-backend-module-catalog'));
  backend.add(import('./search/unitsModule'));
  backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

  backend.add(import('@backstage/plugin-techdocs-backend'));
  backend.add(import('./docs/markdownDocsModule'));

  backend.add(import('@backstage/plugin-mcp-actions-backend'));

  backend.add(
    createServiceFactory({
      service: coreServices.rootConfig,
      deps: {},
      factory: () => config,
    }),
  );
  backend.add(rootLogger);
  await backend.start();
}
