import fc from 'fast-check';
import type {
  Alarm,
  DeploymentSummary,
  HealthStatus,
  PipelineRun,
} from '../types';
import { assessHealth, HealthFacts, StackFacts } from './assessHealth';
import { severityOf, worstOf } from './severity';
import { healthOfStackStatus } from './stackStatus';

const COMMIT = 'abcdef0123456789abcdef0123456789abcdef01';

function stack(stackStatus: string, name = 'claims-dev'): StackFacts {
  return { name, stackStatus };
}

function deployment(
  outcome: DeploymentSummary['outcome'],
  reason?: string,
): DeploymentSummary {
  return {
    id: '1',
    outcome,
    commit: { sha: COMMIT, url: 'https://example.com' },
    startedAt: '2026-05-01T10:00:00Z',
    ...(reason ? { reason } : {}),
  };
}

function pipeline(
  status: PipelineRun['status'],
  overrides: Partial<PipelineRun> = {},
): PipelineRun {
  return {
    status,
    run: { id: '5', url: 'https://example.com/runs/5' },
    commit: { sha: COMMIT, url: 'https://example.com' },
    since: '2026-05-01T10:00:00Z',
    ...overrides,
  };
}

const WAITING = pipeline('waiting', {
  waitingFor: [{ environment: 'production', reviewers: ['admin', 'platform'] }],
});

function alarm(state: Alarm['state']): Alarm {
  return {
    name: 'claims-errors',
    state,
    reason: 'Threshold crossed',
    account: '111122223333',
    region: 'us-east-1',
  };
}

function facts(overrides: Partial<HealthFacts> = {}): HealthFacts {
  return {
    stacks: [stack('CREATE_COMPLETE')],
    expectedStacks: ['claims-dev'],
    alarms: [],
    observed: true,
    ...overrides,
  };
}

describe('assessHealth', () => {
  it.each<[string, Partial<HealthFacts>, HealthStatus, RegExp?]>([
    ['a complete stack', {}, 'Healthy'],
    [
      'a first deployment that waits for its reviewers',
      { stacks: [], merged: true, pipeline: WAITING },
      'Missing',
      /does not exist yet.*waits for approval in production, by admin or platform/,
    ],
    [
      'a first deployment that is queued',
      { stacks: [], merged: true, pipeline: pipeline('queued') },
      'Progressing',
      /is queued/,
    ],
    [
      'a first deployment whose run was cancelled',
      { stacks: [], merged: true, pipeline: pipeline('cancelled') },
      'Missing',
      /was cancelled/,
    ],
    [
      'a run that failed before it could report',
      { pipeline: pipeline('failed') },
      'Degraded',
      /run for commit abcdef0 failed/,
    ],
    [
      'a run that failed, of which the report says more',
      {
        pipeline: pipeline('failed'),
        lastDeployment: {
          ...deployment('failed', 'Quota exceeded'),
          run: { id: '5', url: 'https://example.com/runs/5' },
        },
      },
      'Degraded',
      /^The last deployment, of commit abcdef0, failed\. Quota exceeded\.$/,
    ],
    [
      'a stack that runs while an update waits',
      { pipeline: WAITING },
      'Healthy',
    ],
    [
      'a stack in creation',
      { stacks: [stack('CREATE_IN_PROGRESS')] },
      'Progressing',
      /is being created/,
    ],
    [
      'a rolled back update',
      { stacks: [stack('UPDATE_ROLLBACK_COMPLETE')] },
      'Degraded',
      /runs the version before it/,
    ],
    [
      'a failed creation',
      { stacks: [stack('ROLLBACK_COMPLETE')] },
      'Failed',
      /the next deployment deletes what is left/,
    ],
    [
      'a status that is new to us',
      { stacks: [stack('TELEPORT_COMPLETE')] },
      'Unknown',
      /TELEPORT_COMPLETE/,
    ],
    [
      'no stack, and merged',
      { stacks: [], merged: true },
      'Missing',
      /merged, and not deployed/,
    ],
    ['no stack, and not merged', { stacks: [] }, 'Missing', /does not exist\./],
    [
      'the stack of a preview that has ended',
      { stacks: [], merged: true, endedStacks: ['claims-dev'] },
      'Missing',
      /was deleted, .* its time to live is over/,
    ],
    [
      'a preview that is created again',
      { endedStacks: ['claims-dev'] },
      'Healthy',
    ],
    [
      'no stack while a deployment runs',
      { stacks: [], lastDeployment: deployment('running') },
      'Progressing',
      /commit abcdef0 is running/,
    ],
    [
      'a change set that waits while a deployment runs',
      {
        stacks: [stack('REVIEW_IN_PROGRESS')],
        lastDeployment: deployment('running'),
      },
      'Progressing',
    ],
    [
      'a change set that nobody executes',
      { stacks: [stack('REVIEW_IN_PROGRESS')] },
      'Missing',
      /never executed/,
    ],
    [
      'an account that never answered',
      {
        stacks: [],
        observed: false,
        unobservedReason: 'CloudFormation does not answer',
      },
      'Unknown',
      /CloudFormation does not answer\./,
    ],
    ['a deleted stack', { stacks: [stack('DELETE_COMPLETE')] }, 'Missing'],
    [
      'a failed deployment that left its stack alone',
      { lastDeployment: deployment('failed', 'The plan changed') },
      'Degraded',
      /failed\. The plan changed\./,
    ],
    [
      'a deployment that runs on a complete stack',
      { lastDeployment: deployment('running') },
      'Progressing',
    ],
    [
      'an alarm that is on',
      { alarms: [alarm('ALARM')] },
      'Degraded',
      /claims-errors is on: Threshold crossed\./,
    ],
    [
      'an alarm without data',
      { alarms: [alarm('INSUFFICIENT_DATA')] },
      'Healthy',
    ],
  ])('%s', (_, overrides, status, reason = /./) => {
    const assessment = assessHealth(facts(overrides));
    expect(assessment.status).toBe(status);
    expect(assessment.reasons[0]?.message ?? 'no reason').toMatch(reason);
  });

  it('puts the resource that failed before what follows from it', () => {
    const { reasons } = assessHealth(
      facts({
        stacks: [
          {
            ...stack('UPDATE_ROLLBACK_COMPLETE'),
            failures: [
              {
                logicalId: 'Database',
                resourceType: 'AWS::RDS::DBInstance',
                message: 'Storage quota exceeded',
              },
            ],
          },
        ],
        lastDeployment: deployment('rolledBack'),
      }),
    );
    expect(reasons.map(r => r.message)).toEqual([
      'Database (AWS::RDS::DBInstance): Storage quota exceeded.',
      'Stack claims-dev rolled back its last update and runs the version before it.',
    ]);
    expect(reasons[0]).toMatchObject({
      stack: 'claims-dev',
      resource: 'Database',
    });
  });

  const STATUSES = [
    'CREATE_COMPLETE',
    'CREATE_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'ROLLBACK_COMPLETE',
    'REVIEW_IN_PROGRESS',
    'SOMETHING_ELSE',
  ];

  it('is as bad as the worst of its reasons, and lists the worst first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...STATUSES), { maxLength: 6 }),
        fc.constantFrom<Alarm['state']>('OK', 'ALARM', 'INSUFFICIENT_DATA'),
        (statuses, state) => {
          const { status, reasons } = assessHealth(
            facts({
              stacks: statuses.map((s, i) => stack(s, `stack-${i}`)),
              expectedStacks: [],
              alarms: [alarm(state)],
            }),
          );
          const severities = reasons.map(r => severityOf(r.status));
          expect(severities).toEqual([...severities].sort((a, b) => b - a));
          expect(status).toBe(worstOf(reasons.map(r => r.status)));
          expect(severityOf(status)).toBeGreaterThanOrEqual(
            Math.max(
              0,
              ...statuses.map(s => severityOf(healthOfStackStatus(s))),
            ),
          );
        },
      ),
    );
  });

  it('does not get better by another stack', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(...STATUSES),
        (statuses, added) => {
          const of = (all: string[]) =>
            assessHealth(
              facts({
                stacks: all.map((s, i) => stack(s, `stack-${i}`)),
                expectedStacks: [],
              }),
            ).status;
          expect(severityOf(of([...statuses, added]))).toBeGreaterThanOrEqual(
            severityOf(of(statuses)),
          );
        },
      ),
    );
  });
});
