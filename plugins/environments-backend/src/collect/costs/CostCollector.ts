import {
  Expression,
  GetCostAndUsageCommand,
  Group,
  GroupDefinition,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { TAG_ENTITY } from '@plinth/plugin-environments-common';
import {
  costExplorerSource,
  CostAdjustment,
  CostLine,
  CostStore,
} from '../../store';
import type { AwsClients } from '../aws/AwsClients';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { costPeriod, CostState, isoDate } from './costPeriod';

/**
 * What is paid, or given back, for no use of a unit's, and told apart. A credit would hide what a unit costs, and a refund of last
 * month's would make this one cheap; taxes are on the invoice as a whole, unless AWS tells of which unit they are.
 */
const NOT_USE: Array<CostAdjustment['kind']> = ['Credit', 'Refund', 'Tax'];

const OTHER_THAN_USE: Expression = {
  Dimensions: { Key: 'RECORD_TYPE', Values: NOT_USE },
};

/** What is asked for: which cost, and by what beside the entity. */
interface CostQuestion {
  filter: Expression;
  by: GroupDefinition;
}

const USE: CostQuestion = {
  filter: { Not: OTHER_THAN_USE },
  by: { Type: 'DIMENSION', Key: 'SERVICE' },
};
const ADJUSTMENTS: CostQuestion = {
  filter: OTHER_THAN_USE,
  by: { Type: 'DIMENSION', Key: 'RECORD_TYPE' },
};

/** The cost has no tag of ours, so nothing can be said of any unit. */
class CostTagNotActive extends Error {
  override readonly name = 'CostTagNotActive';

  constructor() {
    super(
      `no cost has the tag ${TAG_ENTITY}. Activate it in the Billing console of the management account, under "Cost allocation tags"; Cost Explorer knows it a day later, for cost from then on, and for up to twelve months before by a backfill`,
    );
  }
}

/** Whether some cost has the tag; undefined where there is no cost to tell it by. */
function hasTag(days: readonly ResultByTime[]): boolean | undefined {
  const groups = days
    .flatMap(({ Groups }) => Groups ?? [])
    .filter(({ Metrics }) => Number(Metrics?.UnblendedCost?.Amount ?? 0) !== 0);
  return groups.length === 0 ? undefined : groups.some(entityOf);
}

/** The key is `plinth:entity$<value>`; the value is empty for what is not tagged. */
function entityOf({ Keys: [tag = ''] = [] }: Group): string {
  return tag.slice(TAG_ENTITY.length + 1);
}

/** The first day of which the answer is an estimate; undefined where all are final. */
function firstEstimate(days: readonly ResultByTime[]): string | undefined {
  return days
    .filter(({ Estimated }) => Estimated)
    .flatMap(({ TimePeriod }) => TimePeriod?.Start ?? [])
    .sort()
    .at(0);
}

/** What Cost Explorer's groups say of each entity, day and service; what is not tagged belongs to nobody. */
function costLines(days: ResultByTime[]): CostLine[] {
  const lines = new Map<string, CostLine>();
  for (const day of days) {
    const date = day.TimePeriod?.Start;
    for (const group of day.Groups ?? []) {
      const [, service = ''] = group.Keys ?? [];
      const entityRef = entityOf(group);
      const amount = Number(group.Metrics?.UnblendedCost?.Amount ?? NaN);
      if (!date || !entityRef || !Number.isFinite(amount)) {
        continue;
      }
      const key = `${entityRef} ${date} ${service}`;
      const before = lines.get(key)?.amount ?? 0;
      lines.set(key, {
        entityRef,
        date,
        service,
        amount: before + amount,
        estimated: day.Estimated ?? false,
      });
    }
  }
  return [...lines.values()];
}

/** The same of what is no use. */
function costAdjustments(days: ResultByTime[]): CostAdjustment[] {
  return costLines(days).flatMap(({ entityRef, date, service, amount }) => {
    const kind = NOT_USE.find(each => each === service);
    return kind && amount !== 0 ? [{ entityRef, date, kind, amount }] : [];
  });
}

/**
 * Reads cost with two grouped queries for all entities, by the `plinth:entity` tag, daily: of use by service, of all else by its
 * kind. Each page costs $0.01, so there is never a query per entity or per view.
 */
export class CostCollector {
  readonly #clients: AwsClients;
  readonly #costs: CostStore;
  readonly #recorder: ReadingRecorder;
  readonly #payerAccount: string;
  readonly #now: () => Date;

  constructor(options: {
    clients: AwsClients;
    costs: CostStore;
    recorder: ReadingRecorder;
    payerAccount: string;
    now: () => Date;
  }) {
    this.#clients = options.clients;
    this.#costs = options.costs;
    this.#recorder = options.recorder;
    this.#payerAccount = options.payerAccount;
    this.#now = options.now;
  }

  /** Reads what may have changed. A failure is recorded with its reason, and what was read before stays. */
  collect(signal?: AbortSignal): Promise<void> {
    const source = costExplorerSource(this.#payerAccount);
    return this.#recorder.record<CostState>(source, async state => {
      const at = this.#now();
      const period = costPeriod(at, state?.adjusted ? state : undefined);
      const days = await this.#read(period, USE, signal);
      const tagged = hasTag(days);
      if (tagged === false && !state?.tagged) {
        throw new CostTagNotActive();
      }
      await this.#costs.replaceDays(
        period,
        costLines(days),
        costAdjustments(await this.#read(period, ADJUSTMENTS, signal)),
      );
      return {
        through: isoDate(at.getTime()),
        estimatedFrom: firstEstimate(days),
        tagged: tagged || state?.tagged,
        adjusted: true,
      };
    });
  }

  /** The SDK has no paginator for this operation. */
  async #read(
    period: { from: string; to: string },
    { filter, by }: CostQuestion,
    signal?: AbortSignal,
  ): Promise<ResultByTime[]> {
    const client = this.#clients.costExplorer(this.#payerAccount);
    const days: ResultByTime[] = [];
    let NextPageToken: string | undefined;
    do {
      const page = await client.send(
        new GetCostAndUsageCommand({
          TimePeriod: { Start: period.from, End: period.to },
          Granularity: 'DAILY',
          Metrics: ['UnblendedCost'],
          Filter: filter,
          GroupBy: [{ Type: 'TAG', Key: TAG_ENTITY }, by],
          NextPageToken,
        }),
        { abortSignal: signal },
      );
      days.push(...(page.ResultsByTime ?? []));
      NextPageToken = page.NextPageToken;
    } while (NextPageToken);
    return days;
  }
}
