import type { Knex } from 'knex';
import { inBatches } from './rows';

/** A stretch of time, ends included: ISO 8601 in UTC with milliseconds, as the tables have it. */
export interface Span {
  from: string;
  until: string;
}

/** Conditions in one statement; SQLite nests no condition deeper than 1,000. */
const SPANS_PER_STATEMENT = 100;

/** Stretches in lists that are short enough for one statement. */
export function spansInBatches(spans: readonly Span[]): Span[][] {
  return inBatches(spans, SPANS_PER_STATEMENT);
}

/** Keeps the rows whose time is within any of these stretches. */
export function whereWithin(
  query: Knex.QueryBuilder,
  column: string,
  spans: readonly Span[],
): void {
  query.andWhere(any => {
    for (const { from, until } of spans) {
      any.orWhereBetween(column, [from, until]);
    }
  });
}

/** Leaves out the rows whose time is within any of these stretches; no index is chosen for that. */
export function whereOutside(
  query: Knex.QueryBuilder,
  column: string,
  spans: readonly Span[],
): void {
  for (const { from, until } of spans) {
    query.whereNotBetween(column, [from, until]);
  }
}

/** Keeps the rows whose hexadecimal digits begin with any of these; an index on the column serves that on both engines, which LIKE does not. */
export function whereBegins(
  query: Knex.QueryBuilder,
  column: string,
  prefixes: readonly string[],
): void {
  query.andWhere(any => {
    for (const prefix of prefixes) {
      any.orWhereBetween(column, [prefix, `${prefix}g`]);
    }
  });
}
