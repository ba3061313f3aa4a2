import canonicalize from 'canonicalize';
import { Knex } from 'knex';
import type { ChangeNames } from '../store/DeploymentStore';
import { inBatches, unitKey } from '../store/rows';
import {
  Span,
  spansInBatches,
  whereBegins,
  whereOutside,
  whereWithin,
} from '../store/spans';
import type { Ledger, LedgerEntry, LedgerFact } from './Ledger';
import { growPeaks, leafHash, NO_PEAKS, Peaks, rootOf } from './merkle';

interface LedgerRow {
  seq: number;
  key: string;
  body: string;
  leaf_hash: string;
  recorded_at: string;
}

interface HeadRow {
  id: number;
  size: number;
  peaks: string | null;
}

interface LinkRow {
  unit: string;
  seq: number;
  /** Null where a version before wrote the row. */
  at: string | null;
  pull_request: number | null;
  commit: string | null;
  token_commit: string | null;
}

/** Leaves that are read at once. */
const LEAVES = 10_000;
/** Digits of a commit that the token of an operation has. */
const TOKEN_DIGITS = 12;

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

/** What an entry is found by. */
function linksOf(
  fact: LedgerFact,
): Pick<LinkRow, 'at' | 'pull_request' | 'commit' | 'token_commit'> {
  const token = fact.details?.commitPrefix;
  return {
    at: new Date(fact.at).toISOString(),
    pull_request: fact.pullRequest ?? null,
    commit: fact.commit ?? null,
    token_commit:
      typeof token === 'string' ? token.slice(0, TOKEN_DIGITS) : null,
  };
}

function readPeaks(row: HeadRow | undefined): Peaks {
  if (!row?.peaks) {
    return NO_PEAKS;
  }
  const { size, roots } = JSON.parse(row.peaks) as {
    size: number;
    roots: string[];
  };
  return { size, roots: roots.map(root => Buffer.from(root, 'hex')) };
}

function writePeaks({ size, roots }: Peaks): string {
  return JSON.stringify({ size, roots: roots.map(r => r.toString('hex')) });
}

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
      const head = await trx<HeadRow>('ledger_head').where({ id: 1 }).first();
      const size = head?.size ?? 0;
      const keys = await this.#missing(trx, missing);
      const rows = keys.map((key, index) =>
        toRow(byKey.get(key) as LedgerFact, size + index, options.at),
      );
      for (const some of inBatches(rows)) {
        await trx('ledger_entries').insert(some);
      }
      const entries = rows.map(toEntry);
      const links = entries.flatMap(entry =>
        [...new Set(entry.units)].map(unit => ({
          seq: entry.seq,
          unit: unitKey(entry.repository, unit),
          ...linksOf(entry),
        })),
      );
      for (const some of inBatches(links)) {
        await trx('ledger_entry_units').insert(some);
      }
      const peaks = await this.#peaksOfAll(trx, readPeaks(head));
      await trx('ledger_head')
        .where({ id: 1 })
        .update({ size: size + rows.length, peaks: writePeaks(peaks) });
      return entries;
    });
  }

  async find(key: string): Promise<LedgerEntry | undefined> {
    const row = await this.#db<LedgerRow>('ledger_entries')
      .where({ key })
      .first();
    return row && toEntry(row);
  }

  async link(repository: string, unitPath: string): Promise<void> {
    const unit = unitKey(repository, unitPath);
    const rows = await this.#db('ledger_entry_units')
      .join('ledger_entries', 'ledger_entries.seq', 'ledger_entry_units.seq')
      .where('ledger_entry_units.unit', unit)
      .whereNull('ledger_entry_units.at')
      .select<LedgerRow[]>('ledger_entries.*');
    for (const row of rows) {
      await this.#db<LinkRow>('ledger_entry_units')
        .where({ unit, seq: row.seq })
        .update(linksOf(toEntry(row)));
    }
  }

  async entriesOf(
    repository: string,
    unit: string,
    options: { until?: string; limit: number },
  ): Promise<LedgerEntry[]> {
    const { until, limit } = options;
    // The index has them in this order; those of one moment are put into theirs below.
    const newest = this.#db<LinkRow>('ledger_entry_units')
      .where('unit', unitKey(repository, unit))
      .modify(query => {
        if (until !== undefined) {
          query.andWhere('at', '<=', until);
        }
      })
      .orderBy('at', 'desc')
      .limit(limit)
      .select('seq');
    const rows = await this.#db<LedgerRow>('ledger_entries').whereIn(
      'seq',
      newest,
    );
    return rows
      .map(toEntry)
      .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || b.seq - a.seq);
  }

  async entriesWithin(
    repository: string,
    unit: string,
    spans: readonly Span[],
  ): Promise<LedgerEntry[]> {
    const found: LedgerEntry[] = [];
    for (const some of spansInBatches(spans)) {
      const rows = await this.#entriesOfUnit(repository, unit)
        .modify(whereWithin, 'ledger_entry_units.at', some)
        .select<LedgerRow[]>('ledger_entries.*');
      found.push(...rows.map(toEntry));
    }
    return found;
  }

  async entriesNaming(
    repository: string,
    unit: string,
    { pullRequests, commits, prefixes }: ChangeNames,
    options: { except: readonly Span[] },
  ): Promise<LedgerEntry[]> {
    const found: LedgerEntry[] = [];
    // Each by its own index.
    const add = async (keep: (query: Knex.QueryBuilder) => void) => {
      const rows = await this.#entriesOfUnit(repository, unit)
        .modify(keep)
        .modify(whereOutside, 'ledger_entry_units.at', options.except)
        .select<LedgerRow[]>('ledger_entries.*');
      found.push(...rows.map(toEntry));
    };
    for (const some of inBatches(pullRequests)) {
      await add(query => query.whereIn('pull_request', some));
    }
    for (const some of inBatches(commits)) {
      const digits = some.map(sha => sha.slice(0, TOKEN_DIGITS));
      await add(query => query.whereIn('commit', some));
      await add(query => query.whereIn('token_commit', digits));
    }
    for (const some of inBatches(prefixes)) {
      await add(query => query.whereIn('token_commit', some));
      await add(query => whereBegins(query, 'commit', some));
    }
    return found;
  }

  async entriesSince(
    repository: string,
    units: readonly string[],
    options: { since: Date; limit: number },
  ): Promise<LedgerEntry[]> {
    const found = new Map<number, LedgerEntry>();
    for (const some of inBatches(units)) {
      const seqs = this.#db('ledger_entry_units')
        .whereIn(
          'unit',
          some.map(unit => unitKey(repository, unit)),
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
    const head = await this.#db<HeadRow>('ledger_head')
      .where({ id: 1 })
      .first();
    return head?.size ?? 0;
  }

  async head(): Promise<{ size: number; root: string }> {
    const head = await this.#db<HeadRow>('ledger_head')
      .where({ id: 1 })
      .first();
    const peaks = await this.#peaksOfAll(this.#db, readPeaks(head));
    return { size: peaks.size, root: rootOf(peaks).toString('hex') };
  }

  /** The peaks of all entries that are there; reads only those after the ones given. */
  async #peaksOfAll(db: Knex, from: Peaks): Promise<Peaks> {
    let peaks = from;
    for (;;) {
      const rows = await db<LedgerRow>('ledger_entries')
        .where('seq', '>=', peaks.size)
        .orderBy('seq')
        .limit(LEAVES)
        .select('leaf_hash');
      peaks = growPeaks(
        peaks,
        rows.map(row => Buffer.from(row.leaf_hash, 'hex')),
      );
      if (rows.length < LEAVES) {
        return peaks;
      }
    }
  }

  #entriesOfUnit(repository: string, unit: string): Knex.QueryBuilder {
    return this.#db('ledger_entry_units')
      .join('ledger_entries', 'ledger_entries.seq', 'ledger_entry_units.seq')
      .where('ledger_entry_units.unit', unitKey(repository, unit));
  }

  async #missing(db: Knex, keys: string[]): Promise<string[]> {
    const known = new Set<string>();
    for (const some of inBatches(keys)) {
      const rows = await db<LedgerRow>('ledger_entries')
        .whereIn('key', some)
        .select('key');
      rows.forEach(row => known.add(row.key));
    }
    return keys.filter(key => !known.has(key));
  }
}
