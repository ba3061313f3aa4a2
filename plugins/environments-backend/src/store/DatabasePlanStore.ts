import { Knex } from 'knex';
import type { PlanStore, StoredPlan } from './PlanStore';
import { fromJson, toJson } from './rows';

interface PlanRow {
  id: number;
  repository: string;
  pull_request: number;
  head_commit: string;
  hash: string;
  outcome: string;
  recorded_at: string;
  run_id: string;
  run_attempt: number;
  binding: string | null;
}

/** Records of plans in the plugin's database. */
export class DatabasePlanStore implements PlanStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async addPlan(plan: StoredPlan): Promise<void> {
    const row: Omit<PlanRow, 'id'> = {
      repository: plan.repository,
      pull_request: plan.pullRequest,
      head_commit: plan.headCommit,
      hash: plan.hash,
      outcome: plan.outcome,
      recorded_at: plan.recordedAt,
      run_id: plan.runId,
      run_attempt: plan.runAttempt,
      binding: toJson(plan.binding),
    };
    await this.#db('plan_records').insert(row);
  }

  async plansOf(
    repository: string,
    pullRequests: number[],
  ): Promise<StoredPlan[]> {
    const rows = await this.#db<PlanRow>('plan_records')
      .where({ repository })
      .whereIn('pull_request', pullRequests)
      .orderBy('id');
    return rows.map(row => ({
      repository: row.repository,
      pullRequest: row.pull_request,
      headCommit: row.head_commit,
      hash: row.hash,
      outcome: row.outcome as StoredPlan['outcome'],
      recordedAt: row.recorded_at,
      runId: row.run_id,
      runAttempt: row.run_attempt,
      binding: fromJson(row.binding),
    }));
  }
}
