import {
  GetCostAndUsageCommand,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { TAG_ENTITY } from '@plinth/plugin-environments-common';
import { costExplorerSource, CostLine, CostStore } from '../../store';
import type { AwsClients } from '../aws/AwsClients';
import type { ReadingRecorder } from '../reading/ReadingRecorder';
import { costPeriod, CostState, isoDate } from './costPeriod';

/** What Cost Explorer's groups say of each entity, day and service; what is not tagged belongs to nobody. */
function costLines(days: ResultByTime[]): CostLine[] {
  const lines = new Map<string, CostLine>();
  for (const day of days) {
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
  return [...lines.values()];
}

/**
 * Reads cost with one grouped query for all entities: by the `plinth:entity` tag and service, daily. Each page costs
 * $0.01, so there is never a query per entity or per view.
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
      const period = costPeriod(at, state);
      const days = await this.#read(period, signal);
      await this.#costs.replaceDays(period, costLines(days));
      return { through: isoDate(at.getTime()) };
    });
  }

  /** The SDK has no paginator for this operation. */
  async #read(
    period: { from: string; to: string },
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
          GroupBy: [
            { Type: 'TAG', Key: TAG_ENTITY },
            { Type: 'DIMENSION', Key: 'SERVICE' },
          ],
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
