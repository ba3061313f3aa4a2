import type {
  ConcretePgSearchQuery,
  PgSearchEngine,
} from '@backstage/plugin-search-backend-module-pg';

/**
 * Lets PostgreSQL find ARNs and addresses. Backstage takes the colons out of what is searched for, so that an ARN becomes a word that is in no document, and
 * PostgreSQL takes what has slashes for one word: here the parts of it count as well.
 */
export function findParts(engine: PgSearchEngine): void {
  const translate = engine.translator.bind(engine);
  engine.setTranslator((query, options): ConcretePgSearchQuery => {
    const whole = translate(query, options);
    const parts = query.term.replace(/[:/]+/g, ' ');
    const { pgTerm } = translate({ ...query, term: parts }, options).pgQuery;
    return parts === query.term || !pgTerm
      ? whole
      : {
          ...whole,
          pgQuery: {
            ...whole.pgQuery,
            pgTerm: `(${whole.pgQuery.pgTerm}) | (${pgTerm})`,
          },
        };
  });
}
