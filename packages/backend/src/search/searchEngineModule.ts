import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { PgSearchEngine } from '@backstage/plugin-search-backend-module-pg';
import {
  searchEngineRegistryExtensionPoint,
  searchIndexServiceRef,
} from '@backstage/plugin-search-backend-node/alpha';
import { CatalogFirstSearchEngine } from './CatalogFirstSearchEngine';
import { MemorySearchEngine } from './MemorySearchEngine';

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
      },
      async init({ config, database, engines, index, logger }) {
        const engine = (await PgSearchEngine.supported(database))
          ? await PgSearchEngine.fromConfig(config, { database, logger })
          : new MemorySearchEngine({ logger });
        engines.setSearchEngine(
          new CatalogFirstSearchEngine({
            engine,
            types: () => Object.keys(index.getDocumentTypes()),
          }),
        );
      },
    });
  },
});
