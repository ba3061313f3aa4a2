import { GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { LoggerService } from '@backstage/backend-plugin-api';
import { TAG_ENTITY } from '@plinth/plugin-environments-common';
import {
  costExplorerSource,
  CostLine,
  CostStore,
  ReadingStore,
} from '../../store';
import type { AwsClients } from '../aws/AwsClients';
import { explainFailure } from '../reading/explainFailure';

const DAY_MS = 86_400_000;
/** Cost Explorer keeps 13 months besides the current one. */
const HISTORY_MONTHS = 13;
/** Bills change for a few days; what is older is final until the month closes. */
const RECENT_DAYS = 10;

interface CostState {
  /** The last day that was read, `YYYY-MM-DD`. */
  through: string;
}

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The period to ask for: all of the history first, later what may have changed. */
export function costPeriod(
  now: Date,
  state: CostState | undefined,
): { from: string; to: string } {
  const to = isoDate(now.getTime() + DAY_MS);
  if (!state) {
    const first = Date.UTC(
      now.getUTCFullYear(),
      now.getUTCMonth() - HISTORY_MONTHS,
      1,
    );
    return { from: isoDate(first), to };
  }
  // The first days of a month correct the month before; otherwise the current month suffices.
  const monthStart = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const recent = Math.min(
    monthStart,
    now.getTime() - RECENT_DAYS * DAY_MS,
    Date.parse(state.through) - DAY_MS,
  );
  return { from: isoDate(recent), to };
}

/**
 * Reads cost with one grouped query for all entities: by the `plinth:entity` tag and service, daily. Each page costs
 * $0.01, so there is never a query per entity or per view.
 */
export class CostCollector {
  readonly #clients: AwsClients;
  readonly #costs: CostStore;
  readonly #readings: ReadingStore;
  readonly #logger: LoggerService;
  readonly #payerAccount: string;
  readonly #now: () => Date;

  constructor(options: {
    clients: AwsClients;
    costs: CostStore;
    readings: ReadingStore;
    logger: LoggerService;
    payerAccount: string;
    now: () => Date;
  }) {
    this.#clients = options.clients;
    this.#costs = options.costs;
    this.#readings = options.readings;
    this.#logger = options.logger;
    this.#payerAccount = options.payerAccount;
    this.#now = options.now;
  }

  /** Reads what may have changed. A failure is recorded with its reason, and what was read before stays. */
  async collect(signal?: AbortSignal): Promise<void> {
    const source = costExplorerSource(this.#payerAccount);
    const at = this.#now();
    try {
      const state = await this.#readings.state<CostState>(source);
      const period = costPeriod(at, state);
      const lines = await this.#read(period, signal);
      await this.#costs.replaceDays(period, lines);
      await this.#readings.succeeded(source, {
        at: this.#now(),
        state: { through: isoDate(at.getTime()) } satisfies CostState,
      });
    } catch (error) {
      const reason = explainFailure(source, error);
      this.#logger.warn(reason);
      await this.#readings.failed(source, { at: this.#now(), reason });
    }
  }

  async #read(
    period: { from: string; to: string },
    signal?: AbortSignal,
  ): Promise<CostLine[]> {
    const client = await this.#clients.costExplorer(this.#payerAccount);
    const lines = new Map<string, CostLine>();
    let NextPageToken: string | undefined;
    do {
      const page = await client.send(
        new GetCostAndUsageCommand({
          TimePeriod: { Start: period.from, End: period.to },
          Granularity: 'DAILY',
          Metrics: ['UnblendedCost'],
          GroupBy: [
            { Type: 'TAG', Key: TAG_ENTITY },
            { Type: 'DIMENSION', Key: 'SERVICE' },
          ],
          NextPageToken,
        }),
        { abortSignal: signal },
      );
      for (const day of page.ResultsByTime ?? []) {
        const date = day.TimePeriod?.Start;
        for (const group of day.Groups ?? []) {
          const [tag = '', service = ''] = group.Keys ?? [];
          // The key is `plinth:entity$<value>`; the value is empty for what is not tagged.
          const entityRef = tag.slice(TAG_ENTITY.length + 1);
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
      NextPageToken = page.NextPageToken;
    } while (NextPageToken);
    return [...lines.values()];
  }
}
