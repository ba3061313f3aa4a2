import canonicalize from 'canonicalize';
import { Knex } from 'knex';
import type { Ledger, LedgerEntry, LedgerFact } from './Ledger';
import { leafHash, merkleRoot } from './merkle';

interface LedgerRow {
  seq: number;
  key: string;
  body: string;
  leaf_hash: string;
  recorded_at: string;
}

const BATCH = 100;

function toRow(fact: LedgerFact, seq: number, at: Date): LedgerRow {
  const body = canonicalize(fact);
  if (body === undefined) {
    throw new Error(`The fact ${fact.key} has no canonical form`);
  }
  return {
    seq,
    key: fact.key,
    body,
    leaf_hash: leafHash(Buffer.from(body)).toString('hex'),
    recorded_at: at.toISOString(),
  };
}

function toEntry(row: LedgerRow): LedgerEntry {
  return {
    ...(JSON.parse(row.body) as LedgerFact),
    seq: row.seq,
    leafHash: row.leaf_hash,
    recordedAt: row.recorded_at,
  };
}

const unitKey = (repository: string, unit: string) => `${repository}#${unit}`;

/** The ledger in the plugin's database. */
export class DatabaseLedger implements Ledger {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async append(
    facts: LedgerFact[],
    options: { at: Date },
  ): Promise<LedgerEntry[]> {
    const byKey = new Map(facts.map(fact => [fact.key, fact]));
    // Almost always all is recorded already: find that out without the lock.
    const missing = await this.#missing(this.#db, [...byKey.keys()]);
    if (missing.length === 0) {
      return [];
    }
    return this.#db.transaction(async trx => {
      // The update locks the head's row until the end of the transaction, so sequence numbers have no gaps.
      await trx('ledger_head').where({ id: 1 }).increment('size', 0);
      const head = await trx<{ id: number; size: number }>('ledger_head')
        .where({ id: 1 })
        .first();
      const size = head?.size ?? 0;
      const keys = await this.#missing(trx, missing);
      const rows = keys.map((key, index) =>
        toRow(byKey.get(key) as LedgerFact, size + index, options.at),
      );
      for (let i = 0; i < rows.length; i += BATCH) {
        await trx('ledger_entries').insert(rows.slice(i, i + BATCH));
      }
      const entries = rows.map(toEntry);
      const links = entries.flatMap(entry =>
        [...new Set(entry.units)].map(unit => ({
          seq: entry.seq,
          unit: unitKey(entry.repository, unit),
        })),
      );
      for (let i = 0; i < links.length; i += BATCH) {
        await trx('ledger_entry_units').insert(links.slice(i, i + BATCH));
      }
      await trx('ledger_head')
        .where({ id: 1 })
        .update({ size: size + rows.length });
      return entries;
    });
  }

  async find(key: string): Promise<LedgerEntry | undefined> {
    const row = await this.#db<LedgerRow>('ledger_entries')
      .where({ key })
      .first();
    return row && toEntry(row);
  }

  async entriesOf(
    repository: string,
    unit: string,
    options: { limit: number },
  ): Promise<LedgerEntry[]> {
    const rows = await this.#db('ledger_entry_units')
      .join('ledger_entries', 'ledger_entries.seq', 'ledger_entry_units.seq')
      .where('ledger_entry_units.unit', unitKey(repository, unit))
      .orderBy('ledger_entries.seq', 'desc')
      .limit(options.limit)
      .select<LedgerRow[]>('ledger_entries.*');
    return rows.map(toEntry);
  }

  async entriesSince(
    repository: string,
    units: readonly string[],
    options: { since: Date; limit: number },
  ): Promise<LedgerEntry[]> {
    const found = new Map<number, LedgerEntry>();
    for (let i = 0; i < units.length; i += BATCH) {
      const seqs = this.#db('ledger_entry_units')
        .whereIn(
          'unit',
          units.slice(i, i + BATCH).map(unit => unitKey(repository, unit)),
        )
        .select('seq');
      const rows = await this.#db<LedgerRow>('ledger_entries')
        .whereIn('seq', seqs)
        .where('recorded_at', '>', options.since.toISOString())
        .orderBy('seq', 'desc')
        .limit(options.limit);
      rows.map(toEntry).forEach(entry => found.set(entry.seq, entry));
    }
    return [...found.values()]
      .sort((a, b) => b.seq - a.seq)
      .slice(0, options.limit);
  }

  async size(): Promise<number> {
    const head = await this.#db<{ id: number; size: number }>('ledger_head')
      .where({ id: 1 })
      .first();
    return head?.size ?? 0;
  }

  async head(): Promise<{ size: number; root: string }> {
    const rows = await this.#db<LedgerRow>('ledger_entries')
      .orderBy('seq')
      .select('leaf_hash');
    return {
      size: rows.length,
      root: merkleRoot(
        rows.map(row => Buffer.from(row.leaf_hash, 'hex')),
      ).toString('hex'),
    };
  }

  async #missing(db: Knex, keys: string[]): Promise<string[]> {
    const known = new Set<string>();
    for (let i = 0; i < keys.length; i += BATCH) {
      const rows = await db<LedgerRow>('ledger_entries')
        .whereIn('key', keys.slice(i, i + BATCH))
        .select('key');
      rows.forEach(row => known.add(row.key));
    }
    return keys.filter(key => !known.has(key));
  }
}
