import type { DeploymentReport } from '@plinth/plugin-environments-common';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import {
  commitLink,
  deploymentOfUnit,
  provenanceLinks,
  pullRequestLink,
  runLink,
} from './links';

const URL = 'https://github.example.com/acme/infrastructure';
const C1 = {
  sha: 'c1',
  url: `${URL}/commit/c1`,
  message: 'Add claims',
  committedAt: '2026-05-10T09:00:00.000Z',
};
const COMMITS = new Map([['c1', C1]]);

describe('links', () => {
  it('lead to commits, pull requests and runs, and say what is stored of them', () => {
    expect([
      commitLink(REPOSITORY, 'c1', COMMITS),
      commitLink(REPOSITORY, 'c2', COMMITS),
      commitLink(REPOSITORY, 'c2'),
      pullRequestLink(REPOSITORY, 7),
      pullRequestLink(REPOSITORY, 7, 'New environment'),
      runLink(REPOSITORY, '4711'),
    ]).toEqual([
      C1,
      { sha: 'c2', url: `${URL}/commit/c2` },
      { sha: 'c2', url: `${URL}/commit/c2` },
      { number: 7, url: `${URL}/pull/7` },
      { number: 7, url: `${URL}/pull/7`, title: 'New environment' },
      { id: '4711', url: `${URL}/actions/runs/4711` },
    ]);
  });

  it.each([
    [{ commit: 'c1' }, { commit: C1 }],
    [
      { commit: 'c1', pullRequest: 7, run: '4711', planHash: 'f00d' },
      {
        commit: C1,
        pullRequest: { number: 7, url: `${URL}/pull/7` },
        run: { id: '4711', url: `${URL}/actions/runs/4711` },
        planHash: 'f00d',
      },
    ],
  ])('of the provenance %j', (provenance, expected) => {
    expect(provenanceLinks(REPOSITORY, provenance, COMMITS)).toEqual(expected);
  });

  it.each<[string, Partial<DeploymentReport>, object]>([
    [
      'that runs',
      { outcome: 'running', stacks: [deployedStack('claims')] },
      { outcome: 'running' },
    ],
    [
      'that failed elsewhere',
      {
        outcome: 'failed',
        reason: 'billing failed',
        pullRequest: 7,
        runUrl: 'https://example.com/own',
        finishedAt: '2026-05-10T10:05:00Z',
        stacks: [
          deployedStack('claims'),
          deployedStack('billing', { outcome: 'failed' }),
        ],
      },
      {
        outcome: 'succeeded',
        pullRequest: { number: 7, url: `${URL}/pull/7` },
        run: { id: '1', url: `${URL}/actions/runs/1` },
        finishedAt: '2026-05-10T10:05:00Z',
      },
    ],
    [
      'that failed here',
      {
        outcome: 'failed',
        stacks: [
          deployedStack('claims', { outcome: 'failed', reason: 'Quota' }),
        ],
      },
      { outcome: 'failed', reason: 'Quota' },
    ],
  ])('of a deployment %s', (_, report, expected) => {
    expect(
      deploymentOfUnit(
        REPOSITORY,
        deploymentReport(report),
        'environments/claims',
        COMMITS,
      ),
    ).toEqual({
      id: 'run-1',
      commit: C1,
      run: { id: '1', url: `${URL}/actions/runs/1` },
      startedAt: '2026-05-10T10:00:00Z',
      ...expected,
    });
  });
});
