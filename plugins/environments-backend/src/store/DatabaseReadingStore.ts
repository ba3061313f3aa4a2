import type { Freshness } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type { ReadingStore } from './ReadingStore';
import { fromJson } from './rows';

interface ReadingRow {
  source: string;
  read_at: string | null;
  failed_at: string | null;
  reason: string | null;
  state: string | null;
}

function toFreshness(row: ReadingRow): Freshness {
  return {
    readAt: row.read_at,
    source: row.source,
    stale: row.failed_at !== null,
    ...(row.reason ? { reason: row.reason } : {}),
  };
}

/** Readings in the plugin's database. */
export class DatabaseReadingStore implements ReadingStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async succeeded(
    source: string,
    options: { at: Date; state?: object; missing?: string },
  ) {
    const at = options.at.toISOString();
    const row: Partial<ReadingRow> = {
      source,
      read_at: at,
      failed_at: options.missing === undefined ? null : at,
      reason: options.missing ?? null,
      ...(options.state ? { state: JSON.stringify(options.state) } : {}),
    };
    await this.#db('readings').insert(row).onConflict('source').merge();
  }

  async failed(source: string, options: { at: Date; reason: string }) {
    await this.#db('readings')
      .insert({
        source,
        failed_at: options.at.toISOString(),
        reason: options.reason,
      })
      .onConflict('source')
      .merge();
  }

  async freshness(sources: string[]): Promise<Freshness[]> {
    const rows = await this.#db<ReadingRow>('readings').whereIn(
      'source',
      sources,
    );
    const bySource = new Map(rows.map(row => [row.source, row]));
    return sources.map(source => {
      const row = bySource.get(source);
      if (!row) {
        return {
          readAt: null,
          source,
          stale: true,
          reason: `${source} has not been read yet.`,
        };
      }
      return toFreshness(row);
    });
  }

  async all(): Promise<Freshness[]> {
    const rows = await this.#db<ReadingRow>('readings').orderBy('source');
    return rows.map(toFreshness);
  }

  async state<T extends object>(source: string): Promise<T | undefined> {
    const row = await this.#db<ReadingRow>('readings')
      .where({ source })
      .first();
    return row && fromJson<T>(row.state);
  }
}
