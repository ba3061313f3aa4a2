import type { DriftSummary, PipelineRun, SyncStatus } from '../types';
import { assessSync, SyncFacts } from './assessSync';

const OLD = { sha: '1'.repeat(40), committedAt: '2026-05-01T10:00:00.000Z' };
const NEW = { sha: '2'.repeat(40), committedAt: '2026-05-02T10:00:00.000Z' };

function drift(overrides: Partial<DriftSummary> = {}): DriftSummary {
  return {
    status: 'IN_SYNC',
    checkedResources: 5,
    totalResources: 8,
    driftedResources: 0,
    ...overrides,
  };
}

function facts(overrides: Partial<SyncFacts> = {}): SyncFacts {
  return {
    stacks: [{ name: 'claims-dev', drift: drift(), deployed: NEW }],
    missingStacks: [],
    merged: NEW,
    ...overrides,
  };
}

function withDrift(summary: Partial<DriftSummary>, deployed = NEW): SyncFacts {
  return facts({
    stacks: [{ name: 'claims-dev', drift: drift(summary), deployed }],
  });
}

const RUNNING: PipelineRun = {
  status: 'running',
  run: { id: '5', url: 'https://example.com/runs/5' },
  commit: { sha: NEW.sha, url: 'https://example.com' },
  since: '2026-05-02T10:00:00Z',
};

describe('assessSync', () => {
  it('tells of the run that has to deploy what is behind, and of none where nothing is', () => {
    const behind = facts({
      stacks: [{ name: 'claims-dev', drift: drift(), deployed: OLD }],
      pipeline: () => RUNNING,
    });
    expect(assessSync(behind)).toEqual({
      sync: 'Behind',
      reason: expect.stringMatching(
        /2222222 is merged; claims-dev runs 1111111\. Its deployment is running\.$/,
      ),
      pipeline: RUNNING,
    });
    expect(assessSync(facts({ pipeline: () => RUNNING }))).not.toHaveProperty(
      'pipeline',
    );
  });

  it('tells of that run also where somebody deployed or edited what is behind', () => {
    const stack = { name: 'claims-dev', drift: drift(), deployed: OLD };
    const edited = drift({ status: 'DRIFTED', driftedResources: 1 });
    for (const changed of [
      { ...stack, drift: edited },
      { ...stack, redeployedAt: '2026-05-03T10:00:00.000Z' },
    ]) {
      expect(
        assessSync(facts({ stacks: [changed], pipeline: () => RUNNING })),
      ).toMatchObject({ sync: 'Drifted', pipeline: RUNNING });
    }
  });

  it.each<[string, SyncFacts, SyncStatus, RegExp]>([
    ['what runs is main', facts(), 'InSync', /5 of 8 resources checked/],
    [
      'a later commit of main runs than the unit needs',
      facts({ merged: OLD }),
      'InSync',
      /checked/,
    ],
    [
      'an older commit runs than is merged',
      withDrift({}, OLD),
      'Behind',
      /2222222 is merged; claims-dev runs 1111111/,
    ],
    [
      'nothing is deployed of what is merged',
      facts({ stacks: [], missingStacks: ['claims-dev'] }),
      'Behind',
      /claims-dev is not deployed/,
    ],
    [
      'a resource was edited',
      withDrift({ status: 'DRIFTED', driftedResources: 2 }),
      'Drifted',
      /claims-dev \(2 of 8 resources\)/,
    ],
    [
      'a resource was edited and main is ahead',
      withDrift({ status: 'DRIFTED', driftedResources: 1 }, OLD),
      'Drifted',
      /outside the pipeline.*is merged/,
    ],
    [
      'a stack was deployed by hand, though each resource is as its template says',
      facts({
        stacks: [
          {
            name: 'claims-dev',
            drift: drift(),
            deployed: NEW,
            redeployedAt: '2026-05-03T10:00:00.000Z',
          },
        ],
      }),
      'Drifted',
      /claims-dev was deployed outside the pipeline at 2026-05-03T10/,
    ],
    [
      'drift was never checked',
      withDrift({ status: 'NOT_CHECKED', checkedResources: 0 }),
      'Unknown',
      /not checked for drift yet/,
    ],
    [
      'CloudFormation refused to check drift',
      withDrift({
        status: 'NOT_CHECKED',
        checkedResources: 0,
        reason: 'AccessDenied: with an explicit deny.',
      }),
      'Unknown',
      /claims-dev could not be checked for drift: AccessDenied: with an explicit deny\.$/,
    ],
    [
      'nothing can be checked, whatever CloudFormation says',
      withDrift({ status: 'IN_SYNC', checkedResources: 0 }),
      'Unknown',
      /can check nothing/,
    ],
    [
      'a stack does not say what it was made from',
      facts({ stacks: [{ name: 'claims-dev', drift: drift() }] }),
      'Unknown',
      /does not say which commit/,
    ],
    [
      'a stack runs a commit that is not on main',
      withDrift({}, { sha: '3'.repeat(40) } as typeof NEW),
      'Unknown',
      /was not found on main/,
    ],
    [
      'there is neither stack nor commit',
      { stacks: [], missingStacks: ['claims-dev'] },
      'Unknown',
      /no stack/,
    ],
  ])('%s', (_, input, sync, reason) => {
    const assessment = assessSync(input);
    expect(assessment.sync).toBe(sync);
    expect(assessment.reason).toMatch(reason);
  });
});
