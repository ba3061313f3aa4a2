import type { DeploymentSummary, PipelineRun } from '../types';
import { lastFailureOf } from './lastFailureOf';

const commit = { sha: 'c2', url: 'https://github.example.com/commit/c2' };
const run = (id: string) => ({
  id,
  url: `https://github.example.com/runs/${id}`,
});
const deployment = (
  outcome: DeploymentSummary['outcome'],
  id = '1',
): DeploymentSummary => ({
  id: `${id}-1-deploy`,
  outcome,
  commit,
  run: run(id),
  startedAt: '2026-05-01T10:00:00.000Z',
  finishedAt: '2026-05-01T10:05:00.000Z',
  reason: 'Quota exceeded',
});
const pipeline = (status: PipelineRun['status'], id = '2'): PipelineRun => ({
  status,
  run: run(id),
  commit,
  since: '2026-05-02T10:00:00.000Z',
});

describe('lastFailureOf', () => {
  it.each<
    [
      string,
      DeploymentSummary | undefined,
      PipelineRun | undefined,
      [string, string] | undefined,
    ]
  >([
    ['nothing that was deployed', undefined, undefined, undefined],
    ['what succeeded', deployment('succeeded'), undefined, undefined],
    ['what goes on', deployment('running'), undefined, undefined],
    ['what failed', deployment('failed'), undefined, ['failed', '1']],
    [
      'what was rolled back',
      deployment('rolledBack'),
      undefined,
      ['rolledBack', '1'],
    ],
    [
      'a run that failed as it reported',
      deployment('rolledBack'),
      pipeline('failed', '1'),
      ['rolledBack', '1'],
    ],
    [
      'a later run that was rejected',
      deployment('succeeded'),
      pipeline('rejected'),
      ['rejected', '2'],
    ],
    [
      'a run that was cancelled',
      undefined,
      pipeline('cancelled'),
      ['cancelled', '2'],
    ],
    [
      'a later run that may mend it',
      deployment('failed'),
      pipeline('waiting'),
      undefined,
    ],
  ])('tells of %s', (_, last, later, expected) => {
    const failure = lastFailureOf(last, later);
    expect(failure && [failure.status, failure.run.id]).toEqual(expected);
    expect(failure?.remedy ?? 'nothing to do').toMatch(/\w/);
  });

  it('says when and why', () => {
    expect(lastFailureOf(deployment('failed'), undefined)).toMatchObject({
      at: '2026-05-01T10:05:00.000Z',
      reason: 'Quota exceeded',
      commit,
    });
  });
});
