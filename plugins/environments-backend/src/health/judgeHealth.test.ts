import type { Freshness, Health } from '@plinth/plugin-environments-common';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import { REPOSITORY } from '../__testUtils__/repository';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { cloudFormationSource, cloudWatchSource, StoredStack } from '../store';
import type { HealthEvidence } from './gatherEvidence';
import { judgeHealth } from './judgeHealth';

const NOW = '2026-05-10T12:00:00.000Z';
const WEST = { ...PLACE, region: 'us-west-2' };
const WEST_SOURCE = cloudFormationSource(WEST.account, WEST.region);
const IN_SYNC: StoredStack['drift'] = {
  status: 'IN_SYNC',
  checkedResources: 3,
  totalResources: 3,
  driftedResources: 0,
  checkedAt: NOW,
};

const commit = (sha: string, committedAt: string) => ({
  sha,
  url: `https://github.example.com/acme/infrastructure/commit/${sha}`,
  committedAt,
});
const C1 = commit('c1', '2026-05-01T09:00:00.000Z');
const C2 = commit('c2', '2026-05-02T09:00:00.000Z');

function stack(
  name: string,
  overrides: Partial<StoredStack> = {},
): StoredStack {
  return {
    ...stackReading(name, { provenance: { commit: 'c1' } }),
    drift: IN_SYNC,
    ...overrides,
  };
}

function readings(overrides: Partial<Freshness> = {}) {
  return new Map(
    [cloudFormationSource, cloudWatchSource].map(sourceOf => {
      const source = sourceOf(PLACE.account, PLACE.region);
      return [source, { source, readAt: NOW, stale: false, ...overrides }];
    }),
  );
}

function alarm(
  stackId: string,
  name: string,
): HealthEvidence['alarms'][number] {
  return { stackId, alarm: { ...PLACE, name, state: 'ALARM' } };
}

function evidence(overrides: Partial<HealthEvidence> = {}): HealthEvidence {
  return {
    subject: {
      ...PLACE,
      entityRef: 'resource:default/claims',
      unit: 'environments/claims',
      stacks: ['claims'],
      repository: REPOSITORY,
    },
    stacks: [stack('claims')],
    whole: true,
    alarms: [],
    failedEvents: new Map(),
    outsideCalls: new Map(),
    lastEvents: new Map(),
    readings: readings(),
    merged: C1,
    runs: [],
    commits: new Map([C1, C2].map(c => [c.sha, c])),
    ...overrides,
  };
}

const unchanged = (sha: string) =>
  deploymentReport({
    commit: sha,
    stacks: [deployedStack('claims', { outcome: 'unchanged' })],
  });

describe('judgeHealth', () => {
  it.each<[string, Partial<HealthEvidence>, Partial<Health>]>([
    [
      'a stack that runs what main says',
      {},
      { status: 'Healthy', sync: 'InSync', reasons: [], mergedCommit: C1 },
    ],
    [
      'a stack that runs an older commit',
      { merged: C2 },
      { status: 'Healthy', sync: 'Behind' },
    ],
    [
      'a merge whose run waits for its reviewers',
      {
        merged: C2,
        subject: { ...evidence().subject, stage: 'production' },
        runs: [
          {
            repository: REPOSITORY.fullName,
            id: '5',
            attempt: 1,
            commit: 'c2',
            status: 'waiting',
            waitingFor: [{ environment: 'production', reviewers: ['admin'] }],
            createdAt: NOW,
            updatedAt: NOW,
          },
        ],
      },
      {
        status: 'Healthy',
        sync: 'Behind',
        syncReason: expect.stringMatching(
          /waits for approval in production, by admin\.$/,
        ),
        pipeline: expect.objectContaining({ status: 'waiting' }),
      },
    ],
    [
      'a later commit whose deployment found nothing to change',
      { merged: C2, report: unchanged('c2') },
      { sync: 'InSync' },
    ],
    [
      'a report of nothing to change that is older than what runs',
      {
        merged: C2,
        stacks: [stack('claims', { provenance: { commit: 'c2' } })],
        report: unchanged('c1'),
      },
      { sync: 'InSync' },
    ],
    [
      'nothing to change in a stack that does not say what it was made from',
      {
        merged: C2,
        stacks: [stack('claims', { provenance: undefined })],
        report: unchanged('c2'),
      },
      { sync: 'InSync' },
    ],
    [
      'a stack that somebody updated after its run had ended',
      {
        stacks: [
          stack('claims', {
            status: 'UPDATE_COMPLETE',
            updatedAt: NOW,
            provenance: { commit: 'c1', run: '1' },
          }),
        ],
        report: deploymentReport({
          finishedAt: '2026-05-10T11:00:00Z',
          stacks: [deployedStack('claims')],
        }),
      },
      {
        status: 'Healthy',
        sync: 'Drifted',
        syncReason: expect.stringContaining(
          `claims was deployed outside the pipeline at ${NOW}`,
        ),
      },
    ],
    [
      'a stack that was deleted',
      {
        stacks: [
          stack('claims', { status: 'DELETE_COMPLETE', deletedAt: NOW }),
        ],
        alarms: [alarm('arn:claims', 'claims-errors')],
      },
      {
        status: 'Missing',
        sync: 'Behind',
        alarms: [],
        reasons: [
          {
            status: 'Missing',
            stack: 'claims',
            message: expect.stringMatching(/merged, and not deployed/),
          },
        ],
      },
    ],
    [
      'a preview whose time is over',
      {
        stacks: [
          stack('claims', {
            stage: 'preview',
            status: 'DELETE_COMPLETE',
            deletedAt: NOW,
          }),
        ],
      },
      {
        status: 'Missing',
        reasons: [
          expect.objectContaining({
            message: expect.stringMatching(/time to live is over/),
          }),
        ],
      },
    ],
    [
      'a companion that the last deployment made and that is gone',
      {
        report: deploymentReport({
          stacks: [
            deployedStack('claims'),
            deployedStack('claims', { stackName: 'claims-dr' }),
          ],
        }),
      },
      {
        status: 'Missing',
        reasons: [expect.objectContaining({ stack: 'claims-dr' })],
      },
    ],
    [
      'one stack of a unit, which does not miss its companions',
      {
        whole: false,
        report: deploymentReport({
          stacks: [deployedStack('claims', { stackName: 'claims-dr' })],
        }),
      },
      { status: 'Healthy', reasons: [] },
    ],
    [
      'a place that has never answered',
      {
        stacks: [],
        readings: readings({
          readAt: null,
          stale: true,
          reason: 'CloudFormation does not answer.',
        }),
      },
      {
        status: 'Unknown',
        reasons: [
          {
            status: 'Unknown',
            stack: 'claims',
            message:
              'Nothing is known of stack claims: CloudFormation does not answer.',
          },
        ],
      },
    ],
    [
      'a companion in a place that has never answered',
      {
        subject: { ...evidence().subject, stacks: ['claims', 'claims-dr'] },
        stacks: [stack('claims'), stack('other', WEST)],
        readings: new Map([
          ...readings(),
          [
            WEST_SOURCE,
            { source: WEST_SOURCE, readAt: null, stale: true, reason: 'No.' },
          ],
        ]),
      },
      {
        status: 'Unknown',
        reasons: [expect.objectContaining({ stack: 'claims-dr' })],
      },
    ],
    [
      'an alarm of its own, and none of another unit',
      {
        alarms: [
          alarm('arn:claims', 'claims-errors'),
          alarm('arn:billing', 'billing-errors'),
        ],
      },
      {
        status: 'Degraded',
        alarms: [
          expect.objectContaining({
            name: 'claims-errors',
            consoleUrl: expect.stringContaining('alarm/claims-errors'),
          }),
        ],
      },
    ],
  ])('%s', (_, overrides, expected) => {
    expect(judgeHealth(evidence(overrides))).toMatchObject(expected);
  });

  it('links nothing of a unit that no configured repository holds', () => {
    const health = judgeHealth(
      evidence({
        subject: { ...evidence().subject, repository: undefined },
        merged: undefined,
        report: deploymentReport(),
      }),
    );
    expect(health).toMatchObject({ status: 'Healthy', sync: 'InSync' });
    expect(health).not.toHaveProperty('lastDeployment');
    expect(health).not.toHaveProperty('mergedCommit');
    expect(health.stacks[0]).not.toHaveProperty('provenance');
  });

  it('takes no word of a stack for a commit that is not on main, nor for a run of it', () => {
    const claimed = stack('claims', {
      status: 'UPDATE_COMPLETE',
      updatedAt: NOW,
      provenance: { commit: 'f00', run: '2' },
    });
    const health = judgeHealth(
      evidence({
        stacks: [claimed],
        report: deploymentReport({
          finishedAt: '2026-05-10T11:00:00Z',
          stacks: [deployedStack('claims')],
        }),
      }),
    );
    expect(health.stacks[0]).not.toHaveProperty('provenance');
    expect(health.stacks[0]).not.toHaveProperty('sourceUrl');
    expect(health).toMatchObject({
      sync: 'Drifted',
      syncReason: expect.stringContaining('deployed outside the pipeline'),
    });
  });

  it('puts the resource that failed first, with the way to look further', () => {
    const failed = stack('claims', { status: 'UPDATE_ROLLBACK_COMPLETE' });
    const { status, reasons } = judgeHealth(
      evidence({
        stacks: [failed],
        failedEvents: new Map([
          [
            failed.stackId,
            [
              {
                id: 'e2',
                stackId: failed.stackId,
                at: NOW,
                logicalId: 'Database',
                resourceType: 'AWS::RDS::DBInstance',
                status: 'UPDATE_FAILED',
                reason: 'Quota exceeded',
              },
            ],
          ],
        ]),
      }),
    );
    expect(status).toBe('Degraded');
    expect(reasons[0]).toMatchObject({
      message: 'Database (AWS::RDS::DBInstance): Quota exceeded.',
      url: expect.stringContaining('stackinfo?stackId=arn%3Aclaims'),
    });
  });

  it('tells each stack with its own freshness, and the whole with the oldest', () => {
    const later = {
      source: WEST_SOURCE,
      readAt: '2026-05-10T11:00:00.000Z',
      stale: true,
      reason: 'It was refused.',
    };
    const health = judgeHealth(
      evidence({
        stacks: [stack('claims'), stack('claims-dr', WEST)],
        readings: new Map([...readings(), [WEST_SOURCE, later]]),
      }),
    );
    expect(health.stacks.map(s => [s.name, s.freshness.readAt])).toEqual([
      ['claims', NOW],
      ['claims-dr', later.readAt],
    ]);
    expect(health.stacks[0].provenance).toEqual({ commit: C1 });
    expect(health.stacks[0].sourceUrl).toBe(
      'https://github.example.com/acme/infrastructure/blob/c1/environments/claims/stack.ts',
    );
    expect(health.freshness).toEqual({
      readAt: later.readAt,
      stale: true,
      reason: later.reason,
      source: [
        cloudFormationSource(PLACE.account, PLACE.region),
        WEST_SOURCE,
        cloudWatchSource(PLACE.account, PLACE.region),
      ].join(', '),
    });
  });
});
