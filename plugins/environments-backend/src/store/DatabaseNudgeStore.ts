import { Knex } from 'knex';
import type { Nudge, NudgeStore } from './NudgeStore';

interface NudgeRow {
  repository: string;
  pull_request: number;
  nudged_at: string;
  nudged_by: string;
}

/** Nudges in the plugin's database. */
export class DatabaseNudgeStore implements NudgeStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async lastNudge(
    repository: string,
    pullRequest: number,
  ): Promise<Nudge | undefined> {
    const row = await this.#db<NudgeRow>('nudges')
      .where({ repository, pull_request: pullRequest })
      .first();
    return row && { at: row.nudged_at, by: row.nudged_by };
  }

  async takeNudge(
    repository: string,
    pullRequest: number,
    nudge: Nudge,
    options: { everyMs: number },
  ): Promise<boolean> {
    const row: NudgeRow = {
      repository,
      pull_request: pullRequest,
      nudged_at: nudge.at,
      nudged_by: nudge.by,
    };
    const free = new Date(Date.parse(nudge.at) - options.everyMs);
    const taken = await this.#db<NudgeRow>('nudges')
      .insert(row)
      .onConflict(['repository', 'pull_request'])
      .merge()
      .where('nudges.nudged_at', '<=', free.toISOString())
      .returning('nudged_at');
    return taken.length > 0;
  }

  async giveBack(
    repository: string,
    pullRequest: number,
    nudge: Nudge,
  ): Promise<void> {
    await this.#db<NudgeRow>('nudges')
      .where({
        repository,
        pull_request: pullRequest,
        nudged_at: nudge.at,
        nudged_by: nudge.by,
      })
      .delete();
  }
}
