import {
  DAY,
  startOfDay,
  startOfMonth,
  type Charged,
  type CostSeries,
} from './costSeries';
import { isStructure } from '../service/Input';

/** By what costs are grouped. */
export interface GroupBy {
  type: 'DIMENSION' | 'TAG';
  key: string;
}

/** A time of the answer; `end` is not in it. */
export interface Bucket {
  start: number;
  end: number;
}

/** Sums of one bucket, by the joined keys of the groups. */
export interface BucketResult extends Bucket {
  groups: Map<string, { keys: string[]; amount: number; hours: number }>;
}

/** Dimensions that the sandbox knows of a cost. */
export const DIMENSIONS: Record<
  string,
  ((item: Charged) => string) | undefined
> = {
  SERVICE: item => item.service,
  LINKED_ACCOUNT: item => item.resource.account,
  REGION: item => item.resource.region,
  RECORD_TYPE: () => 'Usage',
};

/** Splits a period into days or months. */
export function buckets(
  period: { start: number; end: number },
  granularity: 'DAILY' | 'MONTHLY',
): Bucket[] {
  const result: Bucket[] = [];
  let { start } = period;
  while (start < period.end) {
    const next =
      granularity === 'DAILY'
        ? startOfDay(start) + DAY
        : startOfMonth(start, 1);
    result.push({ start, end: Math.min(next, period.end) });
    start = next;
  }
  return result;
}

/** Sums costs by bucket and group. Without groups there is one group with no keys. */
export function sumByGroup(
  costs: Iterable<CostSeries>,
  times: Bucket[],
  groupBy: GroupBy[],
): BucketResult[] {
  const results: BucketResult[] = times.map(time => ({
    ...time,
    groups: new Map(),
  }));
  const byDay = new Map<number, BucketResult>();
  for (const result of results) {
    for (let at = startOfDay(result.start); at < result.end; at += DAY) {
      byDay.set(at / DAY, result);
    }
  }
  for (const series of costs) {
    const keys = groupBy.map(group => groupKey(series, group));
    const name = keys.join('\n');
    for (const { day, amount, hours } of series.days) {
      const bucket = byDay.get(day);
      if (bucket) {
        const group = bucket.groups.get(name) ?? { keys, amount: 0, hours: 0 };
        group.amount += amount;
        group.hours += hours;
        bucket.groups.set(name, group);
      }
    }
  }
  return results;
}

/** A group's key as Cost Explorer writes it: a tag's is `name$value`, and `name$` where the tag is not set. */
function groupKey(item: Charged, group: GroupBy): string {
  return group.type === 'TAG'
    ? `${group.key}$${item.resource.tags[group.key] ?? ''}`
    : (DIMENSIONS[group.key]?.(item) ?? '');
}

/** A filter expression as a function. Throws an Error that names what is wrong or not implemented. */
export function compileFilter(expression: unknown): (item: Charged) => boolean {
  if (expression === undefined || expression === null) {
    return () => true;
  }
  if (!isStructure(expression) || Object.keys(expression).length !== 1) {
    throw new Error(
      'Expression must have exactly one of And, Or, Not, Dimensions, Tags',
    );
  }
  const [[name, operand]] = Object.entries(expression);
  switch (name) {
    case 'And':
    case 'Or': {
      if (!Array.isArray(operand) || operand.length < 2) {
        throw new Error(`${name} needs two expressions or more`);
      }
      const parts = operand.map(compileFilter);
      return name === 'And'
        ? item => parts.every(part => part(item))
        : item => parts.some(part => part(item));
    }
    case 'Not': {
      const inner = compileFilter(operand);
      return item => !inner(item);
    }
    case 'Dimensions':
      return dimensionFilter(operand);
    case 'Tags':
      return tagFilter(operand);
    default:
      throw new Error(`The sandbox does not implement ${name} in a filter`);
  }
}

function dimensionFilter(operand: unknown): (item: Charged) => boolean {
  const { key, values, absent } = keyAndValues(operand);
  const dimension = DIMENSIONS[key];
  if (!dimension || absent) {
    throw new Error(`The sandbox cannot filter by the dimension ${key}`);
  }
  return item => values.includes(dimension(item));
}

function tagFilter(operand: unknown): (item: Charged) => boolean {
  const { key, values, absent } = keyAndValues(operand);
  if (absent) {
    return item => item.resource.tags[key] === undefined;
  }
  return item => values.includes(item.resource.tags[key] ?? '');
}

function keyAndValues(operand: unknown) {
  if (!isStructure(operand) || typeof operand.Key !== 'string') {
    throw new Error('A filter needs a Key');
  }
  const options = Array.isArray(operand.MatchOptions)
    ? operand.MatchOptions.map(String)
    : ['EQUALS'];
  const unknown = options.find(
    option => !['EQUALS', 'CASE_SENSITIVE', 'ABSENT'].includes(option),
  );
  if (unknown) {
    throw new Error(
      `The sandbox does not implement the match option ${unknown}`,
    );
  }
  return {
    key: operand.Key,
    values: Array.isArray(operand.Values) ? operand.Values.map(String) : [],
    absent: options.includes('ABSENT'),
  };
}
