import { engines, TestDatabase } from '../__testUtils__/databases';
import type { StoredRun } from './RunStore';

const run = (id: string, overrides: Partial<StoredRun> = {}): StoredRun => ({
  repository: 'github.com/acme/infrastructure',
  id,
  attempt: 1,
  commit: 'a'.repeat(40),
  status: 'running',
  waitingFor: [],
  createdAt: `2026-05-0${id}T10:00:00.000Z`,
  startedAt: `2026-05-0${id}T10:00:00.000Z`,
  updatedAt: `2026-05-0${id}T10:00:00.000Z`,
  ...overrides,
});

describe.each(engines)('runs of the pipeline on %s', (_, create) => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await create();
  });
  afterEach(() => database.destroy());

  it('are told as they were last, the newest first, each repository by itself', async () => {
    const { runs } = database.stores;
    const waiting = run('1', {
      status: 'waiting',
      waitingFor: [{ environment: 'production', reviewers: ['admin'] }],
      reviews: [
        { environment: 'shared', state: 'approved', reviewer: 'engineer' },
      ],
    });
    await runs.putRuns([
      waiting,
      run('2'),
      run('3', { repository: 'github.com/acme/other' }),
    ]);
    const repository = 'github.com/acme/infrastructure';
    expect(await runs.newestRuns(repository, { limit: 5 })).toEqual([
      run('2'),
      waiting,
    ]);

    const [first, second] = ['4', '5'].map(id =>
      run(id, { createdAt: '2026-05-09T10:00:00.000Z' }),
    );
    await runs.putRuns([second, first]);
    expect(await runs.newestRuns(repository, { limit: 2 })).toEqual([
      second,
      first,
    ]);
  });

  it('are told as they were told last', async () => {
    const { runs } = database.stores;
    const repository = 'github.com/acme/infrastructure';
    await runs.putRuns([run('1'), run('2')]);
    const again = run('2', { attempt: 2, status: 'failed' });
    await runs.putRuns([again]);
    expect(await runs.newestRuns(repository, { limit: 1 })).toEqual([again]);
  });
});
