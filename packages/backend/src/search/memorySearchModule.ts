import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { PgSearchEngine } from '@backstage/plugin-search-backend-module-pg';
import {
  LunrSearchEngine,
  MissingIndexError,
} from '@backstage/plugin-search-backend-node';
import { searchEngineRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import type {
  IndexableResultSet,
  SearchQuery,
} from '@backstage/plugin-search-common';

/** An index in memory that finds nothing of a kind of documents until it has read them, as the one in PostgreSQL does. */
class MemorySearchEngine extends LunrSearchEngine {
  async query(query: SearchQuery): Promise<IndexableResultSet> {
    try {
      return await super.query(query);
    } catch (error) {
      if (error instanceof MissingIndexError) {
        return { results: [] };
      }
      throw error;
    }
  }
}

/** The search of a portal without PostgreSQL, from its first minute on. */
export default createBackendModule({
  pluginId: 'search',
  moduleId: 'memory',
  register(reg) {
    reg.registerInit({
      deps: {
        database: coreServices.database,
        engines: searchEngineRegistryExtensionPoint,
        logger: coreServices.logger,
      },
      async init({ database, engines, logger }) {
        if (!(await PgSearchEngine.supported(database))) {
          engines.setSearchEngine(new MemorySearchEngine({ logger }));
        }
      },
    });
  },
});
