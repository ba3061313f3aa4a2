import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { DatabaseLedger } from './DatabaseLedger';
import type { ChangeNames, Span } from '../store';
import type { LedgerEntry, LedgerFact } from './Ledger';
import { growPeaks, leafHash, NO_PEAKS, rootOf } from './merkle';

const REPOSITORY = 'github.example.com/acme/infrastructure';
const NOW = new Date('2026-05-10T12:00:00Z');

function fact(key: string, units = ['environments/a']): LedgerFact {
  return {
    key,
    type: 'merged',
    at: '2026-05-01T10:00:00.000Z',
    repository: REPOSITORY,
    units,
    summary: `About ${key}`,
    details: { b: 1, a: 'ü' },
  };
}

const hash = (...parts: Buffer[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** As RFC 9162 defines it: the tree over n leaves splits at the largest power of two below n. */
function merkleRoot(leaves: Buffer[]): Buffer {
  if (leaves.length < 2) {
    return leaves[0] ?? hash();
  }
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return hash(
    Buffer.from([1]),
    merkleRoot(leaves.slice(0, k)),
    merkleRoot(leaves.slice(k)),
  );
}

describe('merkle', () => {
  it('hashes the tree as RFC 9162 does', () => {
    const leaves = ['a', 'b', 'c'].map(t => leafHash(Buffer.from(t)));
    const [a, b, c] = leaves;
    const node = (l: Buffer, r: Buffer) => hash(Buffer.from([1]), l, r);
    const root = (of: Buffer[]) => rootOf(growPeaks(NO_PEAKS, of));
    expect(a).toEqual(hash(Buffer.from([0]), Buffer.from('a')));
    expect(root([]).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(root([a])).toEqual(a);
    expect(root(leaves)).toEqual(node(node(a, b), c));
  });

  it('has the root of all leaves, in whatever lots they come', () => {
    const lots = fc.array(
      fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), {
        maxLength: 9,
      }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(lots, all => {
        const grown = all.reduce(
          (peaks, lot) => growPeaks(peaks, lot.map(Buffer.from)),
          NO_PEAKS,
        );
        const leaves = all.flat().map(leaf => Buffer.from(leaf));
        expect(grown.size).toBe(leaves.length);
        expect(rootOf(grown)).toEqual(merkleRoot(leaves));
      }),
    );
  });
});

describe.each(engines)('the ledger on %s', (_, create) => {
  let database: TestDatabase;
  let ledger: DatabaseLedger;

  beforeEach(async () => {
    database = await create();
    ledger = new DatabaseLedger(database.knex);
  });
  afterEach(() => database.destroy());

  it('records a fact once, however often it is read', async () => {
    const first = await ledger.append([fact('x'), fact('y'), fact('x')], {
      at: NOW,
    });
    expect(first.map(e => [e.seq, e.key])).toEqual([
      [0, 'x'],
      [1, 'y'],
    ]);
    expect(
      (await ledger.append([fact('y'), fact('z')], { at: NOW })).map(
        e => e.seq,
      ),
    ).toEqual([2]);
    expect(await ledger.append([fact('z')], { at: NOW })).toEqual([]);
    expect((await ledger.head()).size).toBe(3);
  });

  it('numbers entries without gaps when writers meet', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (__, i) =>
        ledger.append([fact(`own-${i}`), fact('shared')], { at: NOW }),
      ),
    );
    const entries = await ledger.entriesOf(REPOSITORY, 'environments/a', {
      limit: 100,
    });
    expect(entries.map(e => e.seq)).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(new Set(entries.map(e => e.key)).size).toBe(9);
  });

  it('finds entries by unit, newest first', async () => {
    await ledger.append(
      [
        fact('one', ['environments/a', 'environments/b']),
        fact('two', ['environments/b']),
      ],
      { at: NOW },
    );
    const keys = async (unit: string) =>
      (await ledger.entriesOf(REPOSITORY, unit, { limit: 10 })).map(e => e.key);
    expect(await keys('environments/a')).toEqual(['one']);
    expect(await keys('environments/b')).toEqual(['two', 'one']);
    expect(
      await ledger.entriesOf('other', 'environments/a', { limit: 1 }),
    ).toEqual([]);
  });

  it('has a root that changes with any byte of any entry', async () => {
    await ledger.append([fact('x'), fact('y')], { at: NOW });
    const { root } = await ledger.head();
    const rows = await database.knex('ledger_entries').orderBy('seq');
    const leaves = rows.map(row => leafHash(Buffer.from(row.body)));
    expect(merkleRoot(leaves).toString('hex')).toBe(root);
    const altered = leafHash(
      Buffer.from(rows[0].body.replace('About', 'about')),
    );
    expect(merkleRoot([altered, leaves[1]]).toString('hex')).not.toBe(root);
  });

  it('reads what came after its last root, and no leaf before', async () => {
    await ledger.append([fact('x'), fact('y')], { at: NOW });
    const read: string[] = [];
    database.knex.on('query', ({ sql, bindings }) => {
      if (/select .leaf_hash./.test(sql)) {
        read.push(String(bindings[0]));
      }
    });
    const { root } = await ledger.head();
    expect(read).toEqual(['2']);

    // A version before appends entries, and knows of no peaks.
    const { peaks } = await database.knex('ledger_head').first();
    await ledger.append([fact('z')], { at: NOW });
    const head = await ledger.head();
    await database.knex('ledger_head').update({ peaks });
    expect(await ledger.head()).toEqual(head);
    expect(head).toEqual({ size: 3, root: expect.not.stringMatching(root) });
  });

  it('finds what a version before has recorded by when it happened and what it names', async () => {
    await ledger.append(
      [
        { ...fact('late'), at: '2026-05-03T10:00:00Z', pullRequest: 7 },
        { ...fact('early'), at: '2026-05-02T10:00:00Z', commit: 'abc' },
        {
          ...fact('token'),
          at: '2026-05-01T10:00:00Z',
          details: { commitPrefix: '0123456789ab' },
        },
      ],
      { at: NOW },
    );
    await database.knex('ledger_entry_units').update({
      at: null,
      pull_request: null,
      commit: null,
      token_commit: null,
    });
    const unit = [REPOSITORY, 'environments/a'] as const;
    await ledger.link(...unit);
    const keysOf = (entries: LedgerEntry[]) => entries.map(({ key }) => key);
    expect(
      keysOf(
        await ledger.entriesOf(...unit, {
          until: '2026-05-02T23:00:00.000Z',
          limit: 1,
        }),
      ),
    ).toEqual(['early']);
    expect(
      keysOf(
        await ledger.entriesWithin(...unit, [
          { from: '2026-05-03T10:00:00.000Z', until: '2026-05-04' },
        ]),
      ),
    ).toEqual(['late']);
    const naming = async (names: Partial<ChangeNames>, ...except: Span[]) =>
      keysOf(
        await ledger.entriesNaming(
          ...unit,
          { pullRequests: [], commits: [], prefixes: [], ...names },
          { except },
        ),
      );
    expect(await naming({ pullRequests: [7] })).toEqual(['late']);
    expect(await naming({ commits: ['abc'] })).toEqual(['early']);
    expect(await naming({ commits: ['0123456789abcdef'] })).toEqual(['token']);
    expect(
      await naming(
        { commits: ['abc'] },
        { from: '2026-05-02', until: '2026-05-03' },
      ),
    ).toEqual([]);
    expect(await naming({ prefixes: ['0123456789ab'] })).toEqual(['token']);
  });
});
