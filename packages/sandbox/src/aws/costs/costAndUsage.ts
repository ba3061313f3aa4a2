import type { AwsContext } from '../AwsContext';
import type { AwsCall } from '../service/AwsCall';
import type { Operation } from '../service/AwsService';
import {
  costFilter,
  granularityOf,
  groupsOf,
  metricsOf,
  pastPeriod,
  timePeriod,
} from './costInput';
import { isoDay, startOfDay } from './costSeries';
import { metricValues } from './metrics';
import { buckets, sumByGroup, type BucketResult } from './sumByGroup';

/** Group rows of one page. */
const PAGE_ROWS = 5000;
/** Questions whose answers are kept for further pages. */
const QUESTIONS_KEPT = 4;

/** Costs by day or month and by group, a page at a time. */
export function costAndUsage(
  context: Pick<AwsContext, 'clock' | 'costs' | 'accounts'>,
): Operation {
  const { clock, costs, accounts } = context;
  const keep = keptRows();
  return (call, input) => {
    const period = pastPeriod(input, timePeriod(input), context);
    const granularity = granularityOf(input);
    const metrics = metricsOf(input);
    const groupBy = groupsOf(input);
    const mine = costFilter(call, input);
    const series = function* mineOnly() {
      const span = { from: period.start, to: period.end };
      for (const item of costs.costs(span)) {
        if (mine(item)) {
          yield item;
        }
      }
    };
    const rows = keep(call, input.has('NextPageToken'), () =>
      rowsOf(sumByGroup(series(), buckets(period, granularity), groupBy)),
    );
    const { items, nextToken } = input.page(rows, {
      token: 'NextPageToken',
      default: PAGE_ROWS,
    });
    const today = startOfDay(clock.millis());
    const named = new Set(
      groupBy.some(group => group.key === 'LINKED_ACCOUNT')
        ? items.flatMap(row => row.group?.keys ?? [])
        : [],
    );
    return {
      GroupDefinitions: groupBy.length
        ? groupBy.map(({ type, key }) => ({ Type: type, Key: key }))
        : undefined,
      ResultsByTime: [...new Set(items.map(row => row.result))].map(result => ({
        TimePeriod: { Start: isoDay(result.start), End: isoDay(result.end) },
        Total: groupBy.length ? {} : metricValues(total(result), metrics),
        Groups: items
          .flatMap(row => (row.result === result && row.group) || [])
          .map(group => ({
            Keys: group.keys,
            Metrics: metricValues(group, metrics),
          })),
        Estimated: result.end > today,
      })),
      DimensionValueAttributes: accounts
        .list()
        .filter(account => named.has(account.id))
        .map(account => ({
          Value: account.id,
          Attributes: { description: account.name },
        })),
      NextPageToken: nextToken,
    };
  };
}

interface Row {
  result: BucketResult;
  group?: { keys: string[]; amount: number; hours: number };
}

/** Later pages are cut from what the first one was cut from: they cost nothing, and no row is missed or doubled. */
function keptRows() {
  const asked = new Map<string, Row[]>();
  return (call: AwsCall, further: boolean, compute: () => Row[]): Row[] => {
    const { NextPageToken, ...question } = call.input;
    const key = JSON.stringify([call.account, question]);
    const rows = (further && asked.get(key)) || compute();
    asked.delete(key);
    asked.set(key, rows);
    if (asked.size > QUESTIONS_KEPT) {
      asked.delete([...asked.keys()][0]);
    }
    return rows;
  };
}

/** One row for each bucket and group; a bucket without groups keeps one, so that it is shown. */
function rowsOf(results: BucketResult[]): Row[] {
  return results.flatMap<Row>(result => {
    const groups = [...result.groups.values()];
    return groups.length && groups[0].keys.length
      ? groups
          .sort((a, b) => a.keys.join().localeCompare(b.keys.join()))
          .map(group => ({ result, group }))
      : [{ result }];
  });
}

function total(result: BucketResult) {
  return result.groups.get('') ?? { amount: 0, hours: 0 };
}
