import type {
  QueryRequestOptions,
  SearchEngine,
} from '@backstage/plugin-search-backend-node';
import type {
  IndexableResultSet,
  QueryTranslator,
  SearchQuery,
} from '@backstage/plugin-search-common';

/** A search engine around another one, which keeps the documents. */
export abstract class ForwardingSearchEngine implements SearchEngine {
  protected readonly engine: SearchEngine;

  constructor(engine: SearchEngine) {
    this.engine = engine;
  }

  setTranslator(translator: QueryTranslator) {
    this.engine.setTranslator(translator);
  }

  getIndexer(type: string) {
    return this.engine.getIndexer(type);
  }

  abstract query(
    query: SearchQuery,
    options?: QueryRequestOptions,
  ): Promise<IndexableResultSet>;
}
