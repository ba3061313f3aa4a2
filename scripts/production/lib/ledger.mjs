import assert from 'node:assert/strict';
import { query } from './query.mjs';

/** Fails unless each entry of the ledger is there once, with no gap, and counted. */
export async function ledgerIsWhole(database) {
  const [ledger] = await query(
    database,
    `select count(*)::int as entries, count(distinct key)::int as keys, max(seq) - min(seq) + 1 as span,
       (select size from ledger_head) as size from ledger_entries`,
  );
  assert.ok(ledger.entries > 0);
  assert.deepEqual(
    [ledger.keys, Number(ledger.span), Number(ledger.size)],
    [ledger.entries, ledger.entries, ledger.entries],
  );
}
