import { createHash } from 'node:crypto';
import { engines, TestDatabase } from '../__testUtils__/databases';
import { DatabaseLedger } from './DatabaseLedger';
import type { LedgerFact } from './Ledger';
import { leafHash, merkleRoot } from './merkle';

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

describe('merkle', () => {
  const hash = (...parts: Buffer[]) =>
    createHash('sha256').update(Buffer.concat(parts)).digest();

  it('hashes the tree as RFC 9162 does', () => {
    const [a, b, c] = ['a', 'b', 'c'].map(t => leafHash(Buffer.from(t)));
    const node = (l: Buffer, r: Buffer) => hash(Buffer.from([1]), l, r);
    expect(a).toEqual(hash(Buffer.from([0]), Buffer.from('a')));
    expect(merkleRoot([]).toString('hex')).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    expect(merkleRoot([a])).toEqual(a);
    expect(merkleRoot([a, b, c])).toEqual(node(node(a, b), c));
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
});
