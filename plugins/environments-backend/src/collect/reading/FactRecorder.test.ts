import { collectorParts } from '../../__testUtils__/collectorParts';
import { createSqlite, TestDatabase } from '../../__testUtils__/databases';
import { DatabaseLedger } from '../../ledger/DatabaseLedger';
import { repositorySource } from '../../store';
import type { UnplacedFact } from './FactRecorder';

const OURS = 'github.example.com/acme/infrastructure';
const THEIRS = 'github.example.com/acme/products';

function fact(unit: string, key: string): UnplacedFact {
  return {
    key,
    unit,
    type: 'stackEvent',
    at: '2026-05-01T10:00:00.000Z',
    summary: `${unit} changed`,
  };
}

describe('facts of units', () => {
  let database: TestDatabase;
  let ledger: DatabaseLedger;

  beforeEach(async () => {
    database = await createSqlite();
    ledger = new DatabaseLedger(database.knex);
  });
  afterEach(() => database.destroy());

  const recorder = (...names: string[]) =>
    collectorParts(
      { ...database.stores, ledger },
      { repositoryUrls: names.map(name => `https://${name}`) },
    ).facts;
  const read = (repository: string) =>
    database.stores.readings.succeeded(repositorySource(repository), {
      at: new Date('2026-05-01T10:01:00Z'),
    });
  const keys = async (repository: string, unit: string) =>
    (await ledger.entriesOf(repository, unit, { limit: 10 })).map(
      entry => entry.key,
    );

  it('stand in the ledger with their repository, once', async () => {
    const one = recorder(OURS);
    const facts = [
      fact('environments/claims', 'first'),
      fact('tenants/acme', 'second'),
      fact('environments/claims', 'third'),
    ];
    expect(await one.record(facts)).toEqual({ waiting: [] });
    expect(await one.record(facts)).toEqual({ waiting: [] });
    expect(await keys(OURS, 'environments/claims')).toEqual(['third', 'first']);
    expect(await keys(OURS, 'tenants/acme')).toEqual(['second']);
    expect((await ledger.head()).size).toBe(3);
  });

  it('wait for a repository that has not been read since they happened, and are then in one or in none', async () => {
    const both = recorder(OURS, THEIRS);
    const facts = [
      fact('environments/claims', 'known'),
      fact('environments/new', 'new'),
      fact('environments/foreign', 'foreign'),
      fact('environments/new', 'newer'),
    ];
    await database.stores.repositories.addCommits([
      {
        repository: OURS,
        sha: '1',
        message: 'Add claims',
        committedAt: '2026-05-01T09:00:00.000Z',
        url: `https://${OURS}/commit/1`,
        units: ['environments/claims'],
      },
    ]);
    await read(OURS);
    expect(await both.record(facts)).toEqual({
      waiting: ['environments/new', 'environments/foreign'],
    });
    expect(await keys(OURS, 'environments/claims')).toEqual(['known']);
    expect((await ledger.head()).size).toBe(1);

    await database.stores.repositories.addCommits([
      {
        repository: THEIRS,
        sha: '2',
        message: 'Add new',
        committedAt: '2026-05-01T09:30:00.000Z',
        url: `https://${THEIRS}/commit/2`,
        units: ['environments/new'],
      },
    ]);
    await read(THEIRS);
    expect(await both.record(facts)).toEqual({ waiting: [] });
    expect(await keys(THEIRS, 'environments/new')).toEqual(['newer', 'new']);
    expect((await ledger.head()).size).toBe(3);
  });
});
