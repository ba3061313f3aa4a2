import type { SandboxClock } from '../../clock';
import type { Accounts } from '../Accounts';
import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { Input } from '../service/Input';
import { page } from '../service/page';
import {
  DAY,
  isoDay,
  startOfDay,
  startOfMonth,
  type Charged,
  type CostSeries,
} from './costSeries';
import {
  buckets,
  compileFilter,
  DIMENSIONS,
  sumByGroup,
  type BucketResult,
  type GroupBy,
} from './sumByGroup';
import type { CostLedger } from './CostLedger';
import { findAnomalies } from './findAnomalies';
import { forecast } from './forecast';

/** Months that Cost Explorer looks back, besides the current one. */
const MONTHS_KEPT = 13;
/** Group rows of one page. */
const PAGE_ROWS = 5000;

/** Questions whose answers are kept for further pages. */
const QUESTIONS_KEPT = 4;

const METRICS = [
  'AmortizedCost',
  'BlendedCost',
  'NetAmortizedCost',
  'NetUnblendedCost',
  'UnblendedCost',
  'UsageQuantity',
  'NormalizedUsageAmount',
];

/**
 * Cost Explorer over what is and was deployed. The management account sees all accounts, every other sees itself.
 * All cost metrics are equal, for the sandbox has neither discounts nor reservations.
 */
export class CostExplorerService implements AwsService {
  readonly signingName = 'ce';
  readonly protocol = 'json1.1';
  readonly targetPrefix = 'AWSInsightsIndexService';
  readonly #clock: SandboxClock;
  readonly #ledger: CostLedger;
  readonly #accounts: Accounts;
  readonly #managementAccount: string;
  readonly #asked = new Map<string, Row[]>();

  constructor(options: {
    clock: SandboxClock;
    ledger: CostLedger;
    accounts: Accounts;
    managementAccount: string;
  }) {
    this.#clock = options.clock;
    this.#ledger = options.ledger;
    this.#accounts = options.accounts;
    this.#managementAccount = options.managementAccount;
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    const input = new Input(call);
    switch (call.operation) {
      case 'GetCostAndUsage':
        return this.#costAndUsage(call, input);
      case 'GetCostForecast':
        return this.#forecast(call, input);
      case 'GetDimensionValues':
        return this.#dimensionValues(call, input);
      case 'GetTags':
        return this.#tags(call, input);
      case 'GetAnomalies':
        return this.#anomalies(call, input);
      default:
        throw unsupportedOperation(call);
    }
  }

  #costAndUsage(call: AwsCall, input: Input) {
    const period = this.#pastPeriod(input.structure('TimePeriod'));
    const granularity = granularityOf(input);
    const metrics = metricsOf(input);
    const groupBy = groupsOf(input);
    const token = input.optionalText('NextPageToken');
    const question = JSON.stringify([
      call.account,
      period,
      granularity,
      groupBy,
      call.input.Filter,
    ]);
    const compute = () =>
      rows(
        sumByGroup(
          this.#costs(call, input, period),
          buckets(period, granularity),
          groupBy,
        ),
      );
    const { items, nextToken } = page(this.#rows(question, token, compute), {
      token,
      limit: PAGE_ROWS,
      question,
    });
    const today = startOfDay(this.#clock.millis());
    const shown = [...new Set(items.map(row => row.result))];
    const accounts = new Set(
      groupBy.some(group => group.key === 'LINKED_ACCOUNT')
        ? items.flatMap(row => row.group?.keys ?? [])
        : [],
    );
    return {
      GroupDefinitions: groupBy.length
        ? groupBy.map(group => ({ Type: group.type, Key: group.key }))
        : undefined,
      ResultsByTime: shown.map(result => ({
        TimePeriod: { Start: isoDay(result.start), End: isoDay(result.end) },
        Total: groupBy.length ? {} : metricValues(total(result), metrics),
        Groups: groupBy.length
          ? items.flatMap(row =>
              row.result === result && row.group
                ? [
                    {
                      Keys: row.group.keys,
                      Metrics: metricValues(row.group, metrics),
                    },
                  ]
                : [],
            )
          : [],
        Estimated: result.end > today,
      })),
      DimensionValueAttributes: this.#accounts
        .list()
        .filter(account => accounts.has(account.id))
        .map(account => ({
          Value: account.id,
          Attributes: { description: account.name },
        })),
      NextPageToken: nextToken,
    };
  }

  /** Later pages are cut from what the first one was cut from: they cost nothing, and no row is missed or doubled. */
  #rows(
    question: string,
    token: string | undefined,
    compute: () => Row[],
  ): Row[] {
    const rowsOfBefore = token ? this.#asked.get(question) : undefined;
    const answer = rowsOfBefore ?? compute();
    this.#asked.delete(question);
    this.#asked.set(question, answer);
    if (this.#asked.size > QUESTIONS_KEPT) {
      this.#asked.delete([...this.#asked.keys()][0]);
    }
    return answer;
  }

  #forecast(call: AwsCall, input: Input) {
    const period = periodOf(input.structure('TimePeriod'));
    const today = startOfDay(this.#clock.millis());
    if (period.start < today) {
      throw input.error(
        'Start date for forecast must be the current date or later.',
      );
    }
    const metric = input.text('Metric');
    if (!METRICS.some(name => constantCase(name) === metric)) {
      throw input.error(`Metric ${metric} is not valid`);
    }
    const filter = filterOf(input);
    const mine = (item: Charged) => this.#sees(call, item) && filter(item);
    const rate = this.#ledger.dailyRate().filter(mine);
    const past = [
      ...this.#ledger.costs({ from: today - 28 * DAY, to: today }),
    ].filter(mine);
    if (rate.length === 0 && past.length === 0) {
      throw new AwsError(
        'DataUnavailableException',
        'Insufficient amount of historical data to generate forecast.',
      );
    }
    const spread = forecast({
      past,
      dailyRate: rate.reduce((sum, { days: [day] }) => sum + day.amount, 0),
      level: input.number('PredictionIntervalLevel', {
        default: 80,
        min: 51,
        max: 99,
      }),
    });
    const results = buckets(period, granularityOf(input)).map(bucket => {
      const days = (bucket.end - bucket.start) / DAY;
      return {
        TimePeriod: { Start: isoDay(bucket.start), End: isoDay(bucket.end) },
        ...spread(days),
      };
    });
    const mean = results.reduce((sum, item) => sum + Number(item.MeanValue), 0);
    return {
      Total: { Amount: amount(mean), Unit: 'USD' },
      ForecastResultsByTime: results,
    };
  }

  #dimensionValues(call: AwsCall, input: Input) {
    const dimension = DIMENSIONS[input.text('Dimension')];
    if (!dimension) {
      throw input.error(
        `The sandbox does not have the dimension ${input.text('Dimension')}`,
      );
    }
    const period = this.#pastPeriod(input.structure('TimePeriod'));
    const costs = [...this.#costs(call, input, period)];
    const values = [...new Set(costs.map(dimension))].sort();
    return {
      DimensionValues: values.map(value => ({
        Value: value,
        Attributes: {
          description: this.#accounts.get(value)?.name,
        },
      })),
      ReturnSize: values.length,
      TotalSize: values.length,
    };
  }

  #tags(call: AwsCall, input: Input) {
    const period = this.#pastPeriod(input.structure('TimePeriod'));
    const key = input.optionalText('TagKey');
    const costs = [...this.#costs(call, input, period)];
    const tags = new Set(
      costs.flatMap(({ resource }) =>
        key ? [resource.tags[key] ?? ''] : Object.keys(resource.tags),
      ),
    );
    return {
      Tags: [...tags].sort(),
      ReturnSize: tags.size,
      TotalSize: tags.size,
    };
  }

  #anomalies(call: AwsCall, input: Input) {
    const interval = input.structure('DateInterval') ?? {};
    const period = this.#pastPeriod({
      Start: interval.StartDate,
      // DateInterval includes its end, unlike TimePeriod.
      End:
        typeof interval.EndDate === 'string'
          ? isoDay(parseDay(interval.EndDate) + DAY)
          : isoDay(startOfDay(this.#clock.millis()) + DAY),
    });
    const costs = [
      ...this.#ledger.costs({
        from: period.start - 14 * DAY,
        to: period.end,
      }),
    ].filter(item => this.#sees(call, item));
    return { Anomalies: findAnomalies(costs, period) };
  }

  *#costs(
    call: AwsCall,
    input: Input,
    period: { start: number; end: number },
  ): Generator<CostSeries> {
    const filter = filterOf(input);
    const span = { from: period.start, to: period.end };
    for (const series of this.#ledger.costs(span)) {
      if (this.#sees(call, series) && filter(series)) {
        yield series;
      }
    }
  }

  #sees(call: AwsCall, item: Charged): boolean {
    return (
      call.account === this.#managementAccount ||
      call.account === item.resource.account
    );
  }

  #pastPeriod(structure: Record<string, unknown> | undefined) {
    const period = periodOf(structure);
    const now = this.#clock.millis();
    if (period.start < startOfMonth(now, -MONTHS_KEPT)) {
      throw new AwsError(
        'ValidationException',
        `You haven't enabled historical data beyond ${MONTHS_KEPT} months`,
      );
    }
    if (period.start > now) {
      throw new AwsError(
        'ValidationException',
        'Start date must not be in the future.',
      );
    }
    return period;
  }
}

function periodOf(structure: Record<string, unknown> | undefined) {
  const start = parseDay(structure?.Start);
  const end = parseDay(structure?.End);
  if (start >= end) {
    throw new AwsError(
      'ValidationException',
      `Start date (and hour) should be before end date (and hour), but is ${structure?.Start} to ${structure?.End}`,
    );
  }
  return { start, end };
}

function parseDay(value: unknown): number {
  const millis =
    typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
      ? Date.parse(`${value}T00:00:00Z`)
      : NaN;
  if (Number.isNaN(millis)) {
    throw new AwsError(
      'ValidationException',
      `Dates must be written YYYY-MM-DD, not ${JSON.stringify(value)}`,
    );
  }
  return millis;
}

function granularityOf(input: Input): 'DAILY' | 'MONTHLY' {
  const granularity = input.text('Granularity');
  if (granularity !== 'DAILY' && granularity !== 'MONTHLY') {
    throw input.error(
      `The sandbox has costs by DAILY and MONTHLY, not ${granularity}`,
    );
  }
  return granularity;
}

function metricsOf(input: Input): string[] {
  const metrics = input.texts('Metrics');
  const unknown = metrics.find(
    metric => !METRICS.some(name => sameMetric(name, metric)),
  );
  if (metrics.length === 0 || unknown) {
    throw input.error(
      unknown ? `Metric ${unknown} is not valid` : 'Metrics must not be empty',
    );
  }
  return metrics.map(
    metric => METRICS.find(name => sameMetric(name, metric)) as string,
  );
}

function groupsOf(input: Input): GroupBy[] {
  const groups = input.structures('GroupBy').map(group => ({
    type: String(group.Type),
    key: String(group.Key),
  }));
  if (groups.length > 2) {
    throw input.error('GroupBy takes two groups at most');
  }
  return groups.map(({ type, key }) => {
    if (type !== 'TAG' && type !== 'DIMENSION') {
      throw input.error(`The sandbox does not group by ${type}`);
    }
    if (type === 'DIMENSION' && !DIMENSIONS[key]) {
      throw input.error(`The sandbox does not have the dimension ${key}`);
    }
    return { type, key };
  });
}

function filterOf(input: Input): (item: Charged) => boolean {
  try {
    return compileFilter(input.structure('Filter'));
  } catch (error) {
    if (error instanceof AwsError) {
      throw error;
    }
    throw input.error((error as Error).message);
  }
}

type Sum = { amount: number; hours: number };

interface Row {
  result: BucketResult;
  group?: Sum & { keys: string[] };
}

/** One row for each bucket and group; a bucket without groups keeps one, so that it is shown. */
function rows(results: BucketResult[]): Row[] {
  return results.flatMap<Row>(result => {
    const groups = [...result.groups.values()];
    return groups.length && groups[0].keys.length
      ? groups
          .sort((a, b) => a.keys.join().localeCompare(b.keys.join()))
          .map(group => ({ result, group }))
      : [{ result }];
  });
}

function total(result: BucketResult): Sum {
  return result.groups.get('') ?? { amount: 0, hours: 0 };
}

function metricValues(sum: Sum, metrics: string[]) {
  return Object.fromEntries(
    metrics.map(metric => [
      metric,
      metric.endsWith('Cost')
        ? { Amount: amount(sum.amount), Unit: 'USD' }
        : { Amount: amount(sum.hours), Unit: 'N/A' },
    ]),
  );
}

function amount(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}

/** Metrics are written `UnblendedCost` or `UNBLENDED_COST`. */
function sameMetric(name: string, given: string): boolean {
  return name === given || constantCase(name) === given;
}

function constantCase(name: string): string {
  return name.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase();
}
