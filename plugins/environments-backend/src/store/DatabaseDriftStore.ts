import { Knex } from 'knex';
import type { DriftReading, DriftStore } from './DriftStore';
import { inBatches } from './rows';

/** Drift detection in the plugin's database: columns of the stacks and of their resources. */
export class DatabaseDriftStore implements DriftStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async wantDrift(stackIds: readonly string[], after: Date) {
    const time = after.toISOString();
    for (const batch of inBatches([...new Set(stackIds)])) {
      await this.#db('stacks')
        .whereIn('stack_id', batch)
        .andWhere(wanted =>
          wanted
            .whereNull('drift_wanted_at')
            .orWhere('drift_wanted_at', '<', time),
        )
        .update({ drift_wanted_at: time });
    }
  }

  async driftRequested(
    stackId: string,
    options: { detectionId: string; at: Date },
  ) {
    await this.#db('stacks').where({ stack_id: stackId }).update({
      drift_detection_id: options.detectionId,
      drift_requested_at: options.at.toISOString(),
    });
  }

  async clearDriftRequest(stackId: string) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({ drift_detection_id: null });
  }

  async driftNotChecked(
    stackId: string,
    options: { reason: string; refusedAt?: Date },
  ) {
    await this.#db('stacks')
      .where({ stack_id: stackId })
      .update({
        drift_reason: options.reason,
        ...(options.refusedAt
          ? { drift_requested_at: options.refusedAt.toISOString() }
          : {}),
      });
  }

  async setDrift(
    stackId: string,
    { checkedAt, status, resources }: DriftReading,
  ) {
    await this.#db.transaction(async trx => {
      await trx('stack_resources')
        .where({ stack_id: stackId })
        .update({ drift: 'NOT_CHECKED', differences: null });
      for (const { logicalId, drift, differences } of resources) {
        await trx('stack_resources')
          .where({ stack_id: stackId, logical_id: logicalId })
          .update({ drift, differences: JSON.stringify(differences) });
      }
      const countOf = (...statuses: string[]) =>
        resources.filter(({ drift }) => statuses.includes(drift)).length;
      await trx('stacks')
        .where({ stack_id: stackId })
        .update({
          drift_status: status,
          drift_checked_at: checkedAt,
          drift_detection_id: null,
          drift_reason: null,
          resources_checked: countOf('IN_SYNC', 'MODIFIED', 'DELETED'),
          resources_drifted: countOf('MODIFIED', 'DELETED'),
        });
    });
  }
}
