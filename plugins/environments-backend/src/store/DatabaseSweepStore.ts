import { Knex } from 'knex';
import type { StoredSweep, SweepStore } from './SweepStore';

interface SweepRow {
  account: string;
  region: string;
  replica: string;
  began_at: string;
  ended_at: string;
  requests: number;
  throttled: number;
  rate: number;
}

/** Sweeps in the plugin's database. */
export class DatabaseSweepStore implements SweepStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async put({ beganAt, endedAt, ...sweep }: StoredSweep) {
    await this.#db<SweepRow>('sweeps')
      .insert({ ...sweep, began_at: beganAt, ended_at: endedAt })
      .onConflict(['account', 'region'])
      .merge();
  }

  async all() {
    const rows = await this.#db<SweepRow>('sweeps');
    return rows.map(({ began_at, ended_at, ...sweep }) => ({
      ...sweep,
      beganAt: began_at,
      endedAt: ended_at,
    }));
  }
}
