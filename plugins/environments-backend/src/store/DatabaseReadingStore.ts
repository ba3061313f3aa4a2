import type { Freshness } from '@plinth/plugin-environments-common';
import { Knex } from 'knex';
import type { ReadingStore } from './ReadingStore';
import { fromJson } from './rows';
import { FreshnessObjectives, scheduleOfSource } from './sources';

interface ReadingRow {
  source: string;
  read_at: string | null;
  failed_at: string | null;
  reason: string | null;
  state: string | null;
}

/** How old what is known of sources may become, and what time it is. */
export interface ReadingObjectives {
  freshness: FreshnessObjectives;
  now: () => Date;
}

/** `6 minutes`, `1 day`; whole units, rounded down. */
function toWords(milliseconds: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, size] = units.find(([, ms]) => milliseconds >= 2 * ms) ?? [
    'second',
    1000,
  ];
  return `${Math.floor(milliseconds / size)} ${unit}s`;
}

/** Why a source that did not fail is older than it should be; undefined if it is not. */
function reasonOfAge(
  { source, read_at: readAt }: ReadingRow,
  objectives: ReadingObjectives | undefined,
): string | undefined {
  const most = objectives?.freshness[scheduleOfSource(source)];
  if (!objectives || most === undefined || readAt === null) {
    return undefined;
  }
  const age = objectives.now().getTime() - Date.parse(readAt);
  return age > most
    ? `${source} was read ${toWords(age)} ago, and should be every ${toWords(most)}: its last reading hangs, or waits for its turn.`
    : undefined;
}

/** Readings in the plugin's database. */
export class DatabaseReadingStore implements ReadingStore {
  readonly #db: Knex;
  readonly #objectives: ReadingObjectives | undefined;

  /** @param objectives - what is older counts as stale; without them, only what failed does */
  constructor(db: Knex, objectives?: ReadingObjectives) {
    this.#db = db;
    this.#objectives = objectives;
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
      return this.#toFreshness(row);
    });
  }

  async all(): Promise<Freshness[]> {
    const rows = await this.#db<ReadingRow>('readings').orderBy('source');
    return rows.map(row => this.#toFreshness(row));
  }

  async state<T extends object>(source: string): Promise<T | undefined> {
    const row = await this.#db<ReadingRow>('readings')
      .where({ source })
      .first();
    return row && fromJson<T>(row.state);
  }

  #toFreshness(row: ReadingRow): Freshness {
    const reason = row.reason ?? reasonOfAge(row, this.#objectives);
    return {
      readAt: row.read_at,
      source: row.source,
      stale: row.failed_at !== null || reason !== undefined,
      ...(reason ? { reason } : {}),
    };
  }
}
