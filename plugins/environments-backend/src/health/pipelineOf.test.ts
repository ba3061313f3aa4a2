import { REPOSITORY } from '../__testUtils__/repository';
import type { StoredRun } from '../store';
import { pipelineOf } from './pipelineOf';

const MERGED = {
  sha: 'c2',
  url: `${REPOSITORY.url}/commit/c2`,
  committedAt: '2026-05-02T09:00:00.000Z',
};
const run = (
  id: string,
  status: StoredRun['status'],
  overrides: Partial<StoredRun> = {},
): StoredRun => ({
  repository: REPOSITORY.fullName,
  id,
  attempt: 1,
  commit: 'c2',
  status,
  waitingFor: [],
  createdAt: '2026-05-02T09:00:05.000Z',
  updatedAt: '2026-05-02T09:01:00.000Z',
  ...overrides,
});
const later = (id: string, status: StoredRun['status']) =>
  run(id, status, { commit: 'c3', createdAt: '2026-05-03T09:00:00.000Z' });
const earlier = (id: string, status: StoredRun['status']) =>
  run(id, status, { commit: 'c1', createdAt: '2026-05-01T09:00:00.000Z' });
const inProduction = {
  waitingFor: [{ environment: 'production', reviewers: ['admin'] }],
};

const told = (runs: StoredRun[], stage: 'dev' | 'production' = 'production') =>
  pipelineOf(MERGED, {
    runs,
    repository: REPOSITORY,
    stage,
    commits: new Map(),
  });

describe('pipelineOf', () => {
  it('says for whom the run of a merged commit waits, and where to look', () => {
    expect(told([run('2', 'waiting', inProduction)])).toEqual({
      status: 'waiting',
      run: { id: '2', url: `${REPOSITORY.url}/actions/runs/2` },
      commit: { sha: 'c2', url: `${REPOSITORY.url}/commit/c2` },
      since: '2026-05-02T09:01:00.000Z',
      waitingFor: [{ environment: 'production', reviewers: ['admin'] }],
    });
  });

  it.each<[string, StoredRun[], string | undefined]>([
    ['no run', [], undefined],
    ['one before the merge', [earlier('1', 'running')], undefined],
    ['one that failed', [run('2', 'failed')], 'failed'],
    ['one that was cancelled', [run('2', 'cancelled')], 'cancelled'],
    ['one that succeeded', [run('2', 'succeeded')], undefined],
    [
      'one that was dropped, and a later one that catches up',
      [later('3', 'running'), run('2', 'cancelled')],
      'running',
    ],
    [
      'one that left its commit to a later one, which goes on',
      [later('3', 'running'), run('2', 'succeeded')],
      'running',
    ],
    [
      'one that was dropped, and a later one that failed',
      [later('3', 'failed'), run('2', 'cancelled')],
      'failed',
    ],
    [
      'one that goes on, and a later one that goes on',
      [later('3', 'queued'), run('2', 'running')],
      'running',
    ],
    [
      'one that was dropped, and a later one of the same second that catches up',
      [run('3', 'queued', { commit: 'c3' }), run('2', 'cancelled')],
      'queued',
    ],
    [
      'one that was dropped, and a later one that succeeded',
      [later('3', 'succeeded'), run('2', 'cancelled')],
      undefined,
    ],
  ])('%s', (_, runs, status) => {
    expect(told(runs)?.status).toBe(status);
  });

  it('that failed is told itself, whatever runs of other commits came after it', () => {
    for (const status of ['succeeded', 'failed', 'running'] as const) {
      expect(told([later('3', status), run('2', 'failed')])).toMatchObject({
        status: 'failed',
        run: { id: '2' },
        commit: { sha: 'c2' },
      });
    }
  });

  const no = (environment: string) => ({
    reviews: [{ environment, state: 'rejected' as const, reviewer: 'admin' }],
  });

  it('says who rejected it in the environment of the unit, and that it failed for the others', () => {
    const rejected = [run('2', 'failed', no('production'))];
    expect(told(rejected)).toMatchObject({
      status: 'rejected',
      reviews: no('production').reviews,
    });
    expect(told(rejected, 'dev')).toMatchObject({ status: 'failed' });
    expect(told([run('2', 'failed', no('shared'))])).toMatchObject({
      status: 'failed',
    });
  });

  it('does not wait in the environment of another stage', () => {
    expect(told([run('2', 'waiting', inProduction)], 'dev')).toBeUndefined();
  });
});
