import { InputError } from '@backstage/errors';
import type {
  QueryRequestOptions,
  SearchEngine,
} from '@backstage/plugin-search-backend-node';
import type {
  IndexableResult,
  IndexableResultSet,
  SearchQuery,
} from '@backstage/plugin-search-common';
import { ForwardingSearchEngine } from './ForwardingSearchEngine';
import { UNITS_TYPE } from './unitDocument';

/** The kinds of documents that tell what exists, whatever else is written about it. */
const CATALOG_TYPES = ['software-catalog', UNITS_TYPE];
/** The size of a page that was asked for without one: that of Backstage's engines. */
const PAGE_SIZE = 25;

/**
 * Shows what is in the catalog before what was written about it.
 *
 * The engines order documents of all kinds by one score, which counts words: a runbook that says "claims" twenty times comes before the
 * environment whose name it is. Here the answer is what the engine finds in the catalog, followed by what it finds elsewhere, each in its
 * order. A page is cut out of the two as if they were one list: which pages of the engine that takes follows from how much the first list holds.
 */
export class CatalogFirstSearchEngine extends ForwardingSearchEngine {
  readonly #types: () => string[];

  /** `types` names all kinds of documents, among which a question without any searches. */
  constructor(options: { engine: SearchEngine; types: () => string[] }) {
    super(options.engine);
    this.#types = options.types;
  }

  async query(
    query: SearchQuery,
    options?: QueryRequestOptions,
  ): Promise<IndexableResultSet> {
    const asked = query.types ?? this.#types();
    const first = asked.filter(type => CATALOG_TYPES.includes(type));
    const rest = asked.filter(type => !CATALOG_TYPES.includes(type));
    if (first.length === 0 || rest.length === 0) {
      return this.engine.query(query, options);
    }
    const size = query.pageLimit || PAGE_SIZE;
    const page = readCursor(query.pageCursor);
    const start = page * size;
    const end = start + size;
    const among = (types: string[], from: number, to: number) =>
      this.#read({ ...query, types, pageLimit: size }, options, from, to);

    const catalog = await among(first, start, end);
    const others = await among(
      rest,
      Math.max(0, start - catalog.total),
      end - catalog.total,
    );
    const total = catalog.total + others.total;
    return {
      results: [...catalog.results, ...others.results].map((result, index) => ({
        ...result,
        rank: start + index + 1,
      })),
      numberOfResults: total,
      nextPageCursor: end < total ? writeCursor(page + 1) : undefined,
      previousPageCursor: page > 0 ? writeCursor(page - 1) : undefined,
    };
  }

  /** What the engine finds from one place of its list up to another, which is at most a page away, and how much it finds in all. */
  async #read(
    query: SearchQuery & { pageLimit: number },
    options: QueryRequestOptions | undefined,
    from: number,
    to: number,
  ): Promise<{ results: IndexableResult[]; total: number }> {
    if (to <= from) {
      return { results: [], total: await this.#count(query, options) };
    }
    const size = query.pageLimit;
    const firstPage = Math.floor(from / size);
    const lastPage = Math.floor((to - 1) / size);
    const read: IndexableResult[] = [];
    let total: number | undefined;
    for (let page = firstPage; page <= lastPage; page++) {
      const answer = await this.engine.query(
        { ...query, pageCursor: writeCursor(page) },
        options,
      );
      read.push(...answer.results);
      // The engine of PostgreSQL counts by the rows of the page, and knows nothing past the last one.
      if (answer.results.length > 0 || page === 0) {
        total = answer.numberOfResults;
      }
      if (!answer.nextPageCursor) {
        break;
      }
    }
    const before = firstPage * size;
    return {
      results: read.slice(from - before, to - before),
      total: total ?? (await this.#count(query, options)),
    };
  }

  async #count(
    query: SearchQuery,
    options: QueryRequestOptions | undefined,
  ): Promise<number> {
    const { numberOfResults } = await this.engine.query(
      { ...query, pageLimit: 1, pageCursor: undefined },
      options,
    );
    return numberOfResults ?? 0;
  }
}

/** The number of the page, from nought, in the form in which Backstage's engines and its check of permissions exchange it. */
function readCursor(cursor: string | undefined): number {
  const page = cursor ? Number(Buffer.from(cursor, 'base64').toString()) : 0;
  if (!Number.isInteger(page) || page < 0) {
    throw new InputError(`"${cursor}" is the cursor of no page`);
  }
  return page;
}

function writeCursor(page: number): string {
  return Buffer.from(`${page}`).toString('base64');
}
