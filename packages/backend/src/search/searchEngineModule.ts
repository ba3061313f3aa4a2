import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { PgSearchEngine } from '@backstage/plugin-search-backend-module-pg';
import type { SearchEngine } from '@backstage/plugin-search-backend-node';
import {
  searchEngineRegistryExtensionPoint,
  searchIndexServiceRef,
} from '@backstage/plugin-search-backend-node/alpha';
import { CatalogFirstSearchEngine } from './CatalogFirstSearchEngine';
import { findParts } from './findParts';
import { MemorySearchEngine } from './MemorySearchEngine';
import { PermittedFactsSearchEngine } from './PermittedFactsSearchEngine';

/** The portal's search: in PostgreSQL one index for all replicas, without it one in memory. */
export default createBackendModule({
  pluginId: 'search',
  moduleId: 'engine',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        database: coreServices.database,
        engines: searchEngineRegistryExtensionPoint,
        index: searchIndexServiceRef,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
      },
      async init({ config, database, engines, index, logger, permissions }) {
        const inPostgres = async (): Promise<SearchEngine> => {
          const engine = await PgSearchEngine.fromConfig(config, {
            database,
            logger,
          });
          findParts(engine);
          return engine;
        };
        const engine = new CatalogFirstSearchEngine({
          engine: (await PgSearchEngine.supported(database))
            ? await inPostgres()
            : new MemorySearchEngine({ logger }),
          types: () => Object.keys(index.getDocumentTypes()),
        });
        engines.setSearchEngine(
          new PermittedFactsSearchEngine({ engine, permissions }),
        );
      },
    });
  },
});
