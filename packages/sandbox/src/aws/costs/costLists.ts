import type { AwsContext } from '../AwsContext';
import type { AwsCall } from '../service/AwsCall';
import type { Operation } from '../service/AwsService';
import type { Input } from '../service/Input';
import {
  checkedPeriod,
  costFilter,
  dayOf,
  pastPeriod,
  timePeriod,
} from './costInput';
import { DAY, startOfDay, type CostSeries } from './costSeries';
import { findAnomalies } from './findAnomalies';
import { DIMENSIONS } from './sumByGroup';

type Context = Pick<AwsContext, 'clock' | 'costs' | 'accounts'>;

/** Values that a dimension takes in a period. */
export function dimensionValues(context: Context): Operation {
  return (call, input) => {
    const name = input.text('Dimension');
    const dimension = DIMENSIONS[name];
    if (!dimension) {
      throw input.error(`The sandbox does not have the dimension ${name}`);
    }
    input.choice('Context', ['COST_AND_USAGE']);
    const { values, ...sizes } = listed(
      input,
      costsOf(context, call, input).map(dimension),
    );
    return {
      ...sizes,
      DimensionValues: values.map(value => ({
        Value: value,
        Attributes: { description: context.accounts.get(value)?.name },
      })),
    };
  };
}

/** Tags that bear costs in a period; with `TagKey` the values of one. */
export function tagValues(context: Context): Operation {
  return (call, input) => {
    const key = input.optionalText('TagKey');
    const { values, ...sizes } = listed(
      input,
      costsOf(context, call, input).flatMap(({ resource }) =>
        key ? [resource.tags[key] ?? ''] : Object.keys(resource.tags),
      ),
    );
    return { ...sizes, Tags: values };
  };
}

/** Days on which something cost much more than usual. */
export function anomalies(context: Context): Operation {
  const { clock, costs } = context;
  return (call, input) => {
    const interval = input.inner('DateInterval');
    const last = interval?.optionalText('EndDate');
    const period = pastPeriod(
      input,
      checkedPeriod(input, {
        start: dayOf(input, interval?.optionalText('StartDate')),
        // DateInterval includes its end, unlike TimePeriod.
        end: (last ? dayOf(input, last) : startOfDay(clock.millis())) + DAY,
      }),
      context,
    );
    const mine = costFilter(call, input);
    const span = { from: period.start - 14 * DAY, to: period.end };
    const found = findAnomalies([...costs.costs(span)].filter(mine), period);
    const monitor = input.optionalText('MonitorArn');
    const { items, nextToken } = input.page(
      found.filter(item => (monitor ?? item.MonitorArn) === item.MonitorArn),
      { token: 'NextPageToken', limit: 'MaxResults', default: 100 },
    );
    return { Anomalies: items, NextPageToken: nextToken };
  };
}

function costsOf(context: Context, call: AwsCall, input: Input): CostSeries[] {
  const period = pastPeriod(input, timePeriod(input), context);
  const mine = costFilter(call, input);
  return [
    ...context.costs.costs({ from: period.start, to: period.end }),
  ].filter(mine);
}

/** The page that is asked of different values, and how many there are. */
function listed(input: Input, all: string[]) {
  const search = input.optionalText('SearchString')?.toLowerCase() ?? '';
  const values = [...new Set(all)]
    .filter(value => value.toLowerCase().includes(search))
    .sort();
  const { items, nextToken } = input.page(values, {
    token: 'NextPageToken',
    limit: 'MaxResults',
    default: 1000,
  });
  return {
    values: items,
    ReturnSize: items.length,
    TotalSize: values.length,
    NextPageToken: nextToken,
  };
}
