import { Knex } from 'knex';
import { upsert } from './rows';
import type { RunStore, StoredRun } from './RunStore';

interface RunRow {
  repository: string;
  run_id: string;
  attempt: number;
  head_commit: string;
  status: string;
  waiting_for: string;
  created_at: string;
  updated_at: string;
}

/** Runs of the pipeline in the plugin's database. */
export class DatabaseRunStore implements RunStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async putRuns(runs: StoredRun[]): Promise<void> {
    const rows = runs.map((run): RunRow => ({
      repository: run.repository,
      run_id: run.id,
      attempt: run.attempt,
      head_commit: run.commit,
      status: run.status,
      waiting_for: JSON.stringify(run.waitingFor),
      created_at: run.createdAt,
      updated_at: run.updatedAt,
    }));
    await upsert(this.#db, 'pipeline_runs', rows, ['repository', 'run_id']);
  }

  async newestRuns(
    repository: string,
    options: { limit: number },
  ): Promise<StoredRun[]> {
    const rows = await this.#db<RunRow>('pipeline_runs')
      .where({ repository })
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'run_id', order: 'desc' },
      ])
      .limit(options.limit);
    return rows.map(row => ({
      repository: row.repository,
      id: row.run_id,
      attempt: row.attempt,
      commit: row.head_commit,
      status: row.status as StoredRun['status'],
      waitingFor: JSON.parse(row.waiting_for),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }));
  }
}
