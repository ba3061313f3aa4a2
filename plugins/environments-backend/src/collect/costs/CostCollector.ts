import {
  GetCostAndUsageCommand,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { TAG_ENTITY } from '@plinth/plugin-environments-common';
import {
  AccountCostStore,
  costExplorerSource,
  CostAdjustment,
  CostLine,
  CostStore,
} from '../../store';
import type { AwsClients } from '../aws/AwsClients';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { accountCosts } from './accountCosts';
import {
  costPeriod,
  CostState,
  isBillDue,
  isoDate,
  newDays,
} from './costPeriod';
import {
  ADJUSTMENTS,
  ADJUSTMENTS_OF_ACCOUNTS,
  CostQuestion,
  NOT_USE,
  USE,
  USE_OF_ACCOUNTS,
} from './costQuestions';
import { entityOf } from './entityOf';

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
 * kind; and with two for all accounts, monthly. Each page costs $0.01, so there is never a query per entity, account or view; and where
 * whole months are many pages, they are read once a week, the newest days each time, and what is not use once a day.
 */
export class CostCollector {
  readonly #clients: AwsClients;
  readonly #costs: CostStore;
  readonly #accountCosts: AccountCostStore;
  readonly #recorder: ReadingRecorder;
  readonly #payerAccount: string;
  readonly #now: () => Date;

  constructor(options: {
    clients: AwsClients;
    costs: CostStore;
    accountCosts: AccountCostStore;
    recorder: ReadingRecorder;
    payerAccount: string;
    now: () => Date;
  }) {
    this.#clients = options.clients;
    this.#costs = options.costs;
    this.#accountCosts = options.accountCosts;
    this.#recorder = options.recorder;
    this.#payerAccount = options.payerAccount;
    this.#now = options.now;
  }

  /** Reads what may have changed. A failure is recorded with its reason, and what was read before stays. */
  collect(signal?: AbortSignal): Promise<void> {
    const source = costExplorerSource(this.#payerAccount);
    return this.#recorder.record<CostState>(source, async state => {
      const at = this.#now();
      const known = state?.wholeBill ? state : undefined;
      const period = costPeriod(at, known);
      const recent = newDays(at, known);
      const { days, pages } = await this.#read(recent ?? period, USE, signal);
      const tagged = hasTag(days);
      if (tagged === false && !state?.tagged) {
        throw new CostTagNotActive();
      }
      const billed = !recent || isBillDue(at, known);
      const bill = billed ? await this.#readBill(period, signal) : undefined;
      await this.#costs.replaceDays(recent ?? period, costLines(days));
      if (bill) {
        await this.#costs.replaceDays(period, undefined, bill.adjustments);
        await this.#accountCosts.replaceMonths(period.from, bill.accounts);
      }
      return {
        through: isoDate(at.getTime()),
        estimatedFrom: recent ? known?.estimatedFrom : firstEstimate(days),
        tagged: tagged || state?.tagged,
        wholeBill: true,
        whole: recent
          ? known?.whole
          : {
              at: at.getTime(),
              // The history has ten times the days of what is read later.
              pages: known ? pages : Math.ceil(pages / 10),
            },
        billAt: billed ? at.getTime() : known?.billAt,
      };
    });
  }

  /** What else is on the bill than the use of entities. */
  async #readBill(period: { from: string; to: string }, signal?: AbortSignal) {
    const ask = async (question: CostQuestion) =>
      (await this.#read(period, question, signal)).days;
    return {
      adjustments: costAdjustments(await ask(ADJUSTMENTS)),
      accounts: accountCosts({
        use: await ask(USE_OF_ACCOUNTS),
        adjustments: await ask(ADJUSTMENTS_OF_ACCOUNTS),
      }),
    };
  }

  /** The SDK has no paginator for this operation. */
  async #read(
    period: { from: string; to: string },
    { filter, granularity, groupBy }: CostQuestion,
    signal?: AbortSignal,
  ): Promise<{ days: ResultByTime[]; pages: number }> {
    const client = this.#clients.costExplorer(this.#payerAccount);
    const days: ResultByTime[] = [];
    let pages = 0;
    let NextPageToken: string | undefined;
    do {
      const page = await client.send(
        new GetCostAndUsageCommand({
          TimePeriod: { Start: period.from, End: period.to },
          Granularity: granularity,
          Metrics: ['UnblendedCost'],
          Filter: filter,
          GroupBy: groupBy,
          NextPageToken,
        }),
        { abortSignal: signal },
      );
      pages += 1;
      days.push(...(page.ResultsByTime ?? []));
      NextPageToken = page.NextPageToken;
    } while (NextPageToken);
    return { days, pages };
  }
}
