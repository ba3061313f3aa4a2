import { Knex } from 'knex';
import { fromJson, inBatches, toJson, upsert, whereOlder } from './rows';
import type { RunStore, RunUnit, StoredRun } from './RunStore';

interface RunRow {
  repository: string;
  run_id: string;
  attempt: number;
  head_commit: string;
  status: string;
  waiting_for: string;
  reviews: string | null;
  created_at: string;
  started_at: string | null;
  updated_at: string;
}

interface RunUnitRow {
  repository: string;
  run_id: string;
  unit: string;
  started_at: string;
}

function toRun(row: RunRow): StoredRun {
  return {
    repository: row.repository,
    id: row.run_id,
    attempt: row.attempt,
    commit: row.head_commit,
    status: row.status as StoredRun['status'],
    waitingFor: JSON.parse(row.waiting_for),
    reviews: fromJson(row.reviews),
    createdAt: row.created_at,
    startedAt: row.started_at ?? row.created_at,
    updatedAt: row.updated_at,
  };
}

/** How a deployment that a run reported begins its id, as SQL. */
const REPORTED = "runs.run_id || '-' || runs.attempt";

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
      reviews: toJson(run.reviews),
      created_at: run.createdAt,
      started_at: run.startedAt ?? run.createdAt,
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
    return rows.map(toRun);
  }

  async runs(repository: string, ids: string[]) {
    const found = new Map<string, StoredRun>();
    for (const some of inBatches([...new Set(ids)])) {
      const rows = await this.#db<RunRow>('pipeline_runs')
        .where({ repository })
        .whereIn('run_id', some);
      rows.forEach(row => found.set(row.run_id, toRun(row)));
    }
    return found;
  }

  async addRunUnits(units: RunUnit[]): Promise<void> {
    const rows = units.map((each): RunUnitRow => ({
      repository: each.repository,
      run_id: each.runId,
      unit: each.unit,
      started_at: each.startedAt,
    }));
    await upsert(this.#db, 'pipeline_run_units', rows, [
      'repository',
      'run_id',
      'unit',
    ]);
  }

  unitsOfRun(repository: string, id: string): Promise<string[]> {
    return this.#db<RunUnitRow>('pipeline_run_units')
      .where({ repository, run_id: id })
      .orderBy('unit')
      .pluck('unit');
  }

  async unreportedRuns(
    repository: string,
    unit: string,
    options: { before?: { at: string; id: string }; limit: number },
  ) {
    const { before, limit } = options;
    const rows = await this.#db('pipeline_run_units as units')
      .join('pipeline_runs as runs', join =>
        join
          .on('runs.repository', 'units.repository')
          .andOn('runs.run_id', 'units.run_id'),
      )
      .where({ 'units.repository': repository, 'units.unit': unit })
      .whereNotExists(
        this.#db('deployment_units as reported')
          .whereRaw('reported.repository = units.repository')
          .whereRaw('reported.unit = units.unit')
          .whereRaw(`reported.id like ${REPORTED} || '-%'`)
          .select(this.#db.raw('1')),
      )
      .modify(
        whereOlder,
        { at: 'units.started_at', id: this.#db.raw(REPORTED) },
        before,
      )
      .orderBy('units.started_at', 'desc')
      .orderByRaw(`${REPORTED} desc`)
      .limit(limit)
      .select<RunRow[]>('runs.*');
    return rows.map(toRun);
  }
}
