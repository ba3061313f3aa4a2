import type { PermissionsService } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
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
import { FACTS, UNITS_TYPE, type UnitDocument } from './unitDocument';

type Field = keyof typeof FACTS;
const FIELDS = Object.keys(FACTS) as Field[];

/**
 * Keeps facts of units to who may read them.
 *
 * Backstage asks of each result whether its reader may see the entity in the catalog. What the stores know of a unit takes permissions of its own,
 * and finding a unit by a fact tells as much as reading it. Where a word that was searched for is in such facts alone, the reader needs their
 * permission; nobody is shown the facts here, which are long, and have their pages.
 */
export class PermittedFactsSearchEngine extends ForwardingSearchEngine {
  readonly #permissions: PermissionsService;

  constructor(options: {
    engine: SearchEngine;
    permissions: PermissionsService;
  }) {
    super(options.engine);
    this.#permissions = options.permissions;
  }

  async query(
    query: SearchQuery,
    options?: QueryRequestOptions,
  ): Promise<IndexableResultSet> {
    const answer = await this.engine.query(query, options);
    const explained = answer.results
      .filter(({ type }) => type === UNITS_TYPE)
      .map(result => ({
        result,
        fields: explainingFacts(result.document as UnitDocument, query.term),
      }))
      .filter(({ fields }) => fields.length > 0);
    const permitted = await this.#permitted(
      explained.map(({ result }) => result),
      options,
    );
    const hidden = new Set(
      explained
        .filter(({ result, fields }) =>
          fields.some(
            ofWord => !ofWord.some(field => permitted(result, field)),
          ),
        )
        .map(({ result }) => result),
    );
    return {
      ...answer,
      results: answer.results
        .filter(result => !hidden.has(result))
        .map(result =>
          result.type === UNITS_TYPE ? withoutFacts(result) : result,
        ),
      // How many there are would tell of what is left out.
      numberOfResults: hidden.size > 0 ? undefined : answer.numberOfResults,
    };
  }

  /** Answers whether the reader of these results may know a field of one; without a reader nobody may. */
  async #permitted(
    results: IndexableResult[],
    options: QueryRequestOptions | undefined,
  ): Promise<(result: IndexableResult, field: Field) => boolean> {
    if (results.length === 0 || !options || !('credentials' in options)) {
      return () => false;
    }
    const asked = results.flatMap(result =>
      [...new Set(Object.values(FACTS))].map(permission => ({
        result,
        permission,
      })),
    );
    const decisions = await this.#permissions.authorize(
      asked.map(({ result, permission }) => ({
        permission,
        resourceRef: result.document.authorization?.resourceRef ?? '',
      })),
      { credentials: options.credentials },
    );
    const allowed = asked.filter(
      (_, index) => decisions[index].result === AuthorizeResult.ALLOW,
    );
    return (result, field) =>
      allowed.some(
        each => each.result === result && each.permission === FACTS[field],
      );
  }
}

/** For each word that was searched for and that only facts have, the fields that have it. */
function explainingFacts(document: UnitDocument, term: string): Field[][] {
  const { authorization, location, ...fields } = document;
  const open = wordsOf(
    Object.entries(fields)
      .filter(([field]) => !(field in FACTS))
      .map(([, value]) => value),
  );
  const facts = FIELDS.map(field => ({
    field,
    words: wordsOf([document[field]]),
  }));
  return wordsOf([term])
    .filter(word => !has(open, word))
    .map(word =>
      facts.filter(({ words }) => has(words, word)).map(({ field }) => field),
    )
    .filter(ofWord => ofWord.length > 0);
}

/** Whether the engines find a word among others: by how it begins, or by its stem. */
function has(words: string[], word: string): boolean {
  return words.some(
    each => each.startsWith(word) || (each.length > 3 && word.startsWith(each)),
  );
}

/** Words as the engines tell them apart. */
function wordsOf(texts: unknown[]): string[] {
  return texts
    .join(' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** A result as everybody may see it who sees its entity. */
function withoutFacts(result: IndexableResult): IndexableResult {
  const isOpen = ([field]: [string, unknown]) => !(field in FACTS);
  return {
    ...result,
    document: Object.fromEntries(
      Object.entries(result.document).filter(isOpen),
    ) as UnitDocument,
    ...(result.highlight && {
      highlight: {
        ...result.highlight,
        fields: Object.fromEntries(
          Object.entries(result.highlight.fields).filter(isOpen),
        ),
      },
    }),
  };
}
