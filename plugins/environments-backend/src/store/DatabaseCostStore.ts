import type { DailyAmount } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type { CostAdjustment, CostLine, CostStore } from './CostStore';
import { upsert } from './rows';

interface CostRow {
  entity_ref: string;
  date: string;
  service: string;
  amount: number;
  estimated: boolean | number;
}

interface AdjustmentRow {
  entity_ref: string;
  date: string;
  kind: CostAdjustment['kind'];
  amount: number;
}

/** Daily cost in the plugin's database. */
export class DatabaseCostStore implements CostStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async replaceDays(
    period: { from: string; to: string },
    lines: CostLine[] | undefined,
    adjustments?: CostAdjustment[],
  ): Promise<void> {
    const replaced = [
      ...(lines ? ['cost_days'] : []),
      ...(adjustments ? ['cost_adjustments'] : []),
    ];
    await this.#db.transaction(async trx => {
      for (const table of replaced) {
        await trx(table)
          .where('date', '>=', period.from)
          .where('date', '<', period.to)
          .delete();
      }
      await upsert(
        trx,
        'cost_adjustments',
        (adjustments ?? []).map(
          ({ entityRef, date, kind, amount }): AdjustmentRow => ({
            entity_ref: entityRef,
            date,
            kind,
            amount,
          }),
        ),
        ['entity_ref', 'date', 'kind'],
      );
      await upsert(
        trx,
        'cost_days',
        (lines ?? []).map((line): CostRow => ({
          entity_ref: line.entityRef,
          date: line.date,
          service: line.service,
          amount: line.amount,
          estimated: line.estimated,
        })),
        ['entity_ref', 'date', 'service'],
      );
    });
  }

  async lines(
    entityRef: string,
    period: { from: string; to: string },
  ): Promise<CostLine[]> {
    const rows = await this.#db<CostRow>('cost_days')
      .where({ entity_ref: entityRef })
      .where('date', '>=', period.from)
      .where('date', '<', period.to)
      .orderBy(['date', 'service']);
    return rows.map(row => ({
      entityRef: row.entity_ref,
      date: row.date,
      service: row.service,
      amount: row.amount,
      estimated: Boolean(row.estimated),
    }));
  }

  async adjustments(
    entityRef: string,
    period: { from: string; to: string },
  ): Promise<CostAdjustment[]> {
    const rows = await this.#db<AdjustmentRow>('cost_adjustments')
      .where({ entity_ref: entityRef })
      .where('date', '>=', period.from)
      .where('date', '<', period.to)
      .orderBy(['date', 'kind']);
    return rows.map(({ date, kind, amount }) => ({
      entityRef,
      date,
      kind,
      amount,
    }));
  }

  async daily(
    entityRefs: string[],
    period: { from: string; to: string },
  ): Promise<Map<string, DailyAmount[]>> {
    const rows = await this.#db('cost_days')
      .whereIn('entity_ref', entityRefs)
      .where('date', '>=', period.from)
      .where('date', '<', period.to)
      .groupBy('entity_ref', 'date')
      .orderBy(['entity_ref', 'date'])
      .select('entity_ref', 'date')
      .sum<Array<{ entity_ref: string; date: string; amount: number }>>({
        amount: 'amount',
      });
    const days = new Map<string, DailyAmount[]>();
    for (const { entity_ref: ref, date, amount } of rows) {
      const own = days.get(ref) ?? [];
      own.push({ date, amount: Number(amount) });
      days.set(ref, own);
    }
    return days;
  }
}
