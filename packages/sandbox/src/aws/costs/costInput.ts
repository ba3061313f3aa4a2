import { MANAGEMENT_ACCOUNT } from '../Accounts';
import type { AwsContext } from '../AwsContext';
import type { AwsCall } from '../service/AwsCall';
import type { Input } from '../service/Input';
import { startOfMonth, type Charged } from './costSeries';
import { metricNamed } from './metrics';
import { compileFilter, DIMENSIONS, type GroupBy } from './sumByGroup';

/** Months that Cost Explorer looks back, besides the current one. */
const MONTHS_KEPT = 13;

/** A span of days; `end` is not in it. Moments in milliseconds since the epoch. */
export interface Period {
  start: number;
  end: number;
}

/** Which costs a call is about: those that its account sees, and its filter lets through. */
export function costFilter(
  call: AwsCall,
  input: Input,
): (item: Charged) => boolean {
  const filter = compiled(input);
  return item =>
    (call.account === MANAGEMENT_ACCOUNT ||
      call.account === item.resource.account) &&
    filter(item);
}

function compiled(input: Input): (item: Charged) => boolean {
  const expression = input.structure('Filter');
  try {
    return compileFilter(expression);
  } catch (error) {
    throw input.error((error as Error).message);
  }
}

/** A period that has begun, as far back as Cost Explorer looks. */
export function pastPeriod(
  input: Input,
  period: Period,
  { clock }: Pick<AwsContext, 'clock'>,
): Period {
  const now = clock.millis();
  if (period.start < startOfMonth(now, -MONTHS_KEPT)) {
    throw input.error(
      `You haven't enabled historical data beyond ${MONTHS_KEPT} months`,
    );
  }
  if (period.start > now) {
    throw input.error('Start date must not be in the future.');
  }
  return period;
}

/** `TimePeriod` */
export function timePeriod(input: Input): Period {
  const period = input.inner('TimePeriod');
  return checkedPeriod(input, {
    start: dayOf(input, period?.optionalText('Start')),
    end: dayOf(input, period?.optionalText('End')),
  });
}

/** The period, or Cost Explorer's error for one that ends before it begins. */
export function checkedPeriod(input: Input, period: Period): Period {
  if (period.start >= period.end) {
    throw input.error(
      'Start date (and hour) should be before end date (and hour)',
    );
  }
  return period;
}

/** First moment of a day that is written `YYYY-MM-DD`. */
export function dayOf(input: Input, text: string | undefined): number {
  const millis = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '')
    ? Date.parse(`${text}T00:00:00Z`)
    : NaN;
  if (Number.isNaN(millis)) {
    throw input.error(`Dates must be written YYYY-MM-DD, not ${text}`);
  }
  return millis;
}

/** `Granularity` */
export function granularityOf(input: Input): 'DAILY' | 'MONTHLY' {
  input.text('Granularity');
  return input.choice('Granularity', ['DAILY', 'MONTHLY']) ?? 'DAILY';
}

/** `Metrics`, as answers spell them. */
export function metricsOf(input: Input): string[] {
  const metrics = input.texts('Metrics').map(given => {
    const metric = metricNamed(given);
    if (!metric) {
      throw input.error(`Metric ${given} is not valid`);
    }
    return metric;
  });
  if (metrics.length === 0) {
    throw input.error('Metrics must not be empty');
  }
  return metrics;
}

/** `GroupBy` */
export function groupsOf(input: Input): GroupBy[] {
  const groups = input.inputs('GroupBy').map(group => {
    const type = group.text('Type');
    const key = group.text('Key');
    if (type !== 'TAG' && type !== 'DIMENSION') {
      throw input.error(`The sandbox does not group by ${type}`);
    }
    if (type === 'DIMENSION' && !DIMENSIONS[key]) {
      throw input.error(`The sandbox does not have the dimension ${key}`);
    }
    return { type, key } as const;
  });
  if (groups.length > 2) {
    throw input.error('GroupBy takes two groups at most');
  }
  return groups;
}
