import type {
  DeployedStack,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import {
  beginReport,
  endReport,
  isBad,
  refuseReport,
  startReport,
  summaryOf,
} from './deploymentReport';

const NOW = new Date('2026-11-21T12:00:00Z');
const COMMIT = 'a'.repeat(40);
const RUN = {
  runId: '7001-2',
  attempt: 2,
  job: 'deploy',
  runUrl: 'https://github.example.com/acme/infrastructure/actions/runs/7001',
  sha: COMMIT,
};
const pull = {
  number: 7,
  title: 'Change',
  headSha: 'b'.repeat(40),
  baseRef: 'main',
  merged: true,
  mergeCommitSha: COMMIT,
};
const begun = beginReport(RUN, { commit: COMMIT, pull, ignored: [] }, NOW);
const stack = (
  stackName: string,
  outcome: DeployedStack['outcome'],
  reason?: string,
): DeployedStack => ({
  unit: `environments/${stackName}`,
  stackName,
  account: '111122223333',
  region: 'us-east-1',
  outcome,
  reason,
});

describe('the report of a deployment', () => {
  it('begins with the commit, the run and the pull request', () => {
    expect(begun).toEqual({
      id: '7001-2-2-deploy',
      commit: COMMIT,
      pullRequest: 7,
      runId: '7001-2',
      runUrl: RUN.runUrl,
      outcome: 'running',
      startedAt: '2026-11-21T12:00:00.000Z',
      stacks: [],
    });
  });

  it('has an id of its own for each merge that one run catches up on', () => {
    const commit = 'c'.repeat(40);
    expect(beginReport(RUN, { commit, pull, ignored: [] }, NOW).id).toBe(
      '7001-2-2-deploy-cccccccccccc',
    );
  });

  it('tells of as many attempts, and as much of each, as the portal takes', () => {
    const ignored = Array(21).fill({
      kind: 'deployStatus',
      text: 'a'.repeat(501),
    });
    const { attempts = [] } = beginReport(
      RUN,
      { commit: COMMIT, pull, ignored },
      NOW,
    );
    expect(attempts).toHaveLength(20);
    expect(attempts[0].text.length).toBeLessThanOrEqual(500);
    expect(begun).not.toHaveProperty('attempts');
  });

  it.each<[string, DeployedStack[], Partial<DeploymentReport>]>([
    ['no stack', [], { outcome: 'succeeded', reason: undefined }],
    [
      'good stacks',
      [stack('a', 'succeeded'), stack('b', 'unchanged', 'no change')],
      { outcome: 'succeeded', reason: undefined },
    ],
    [
      'one that was rolled back',
      [stack('a', 'succeeded'), stack('b', 'rolledBack', 'limit')],
      { outcome: 'rolledBack', reason: 'b: limit' },
    ],
    [
      'one that failed after one that was rolled back',
      [stack('a', 'rolledBack', 'limit'), stack('b', 'failed', 'denied')],
      { outcome: 'failed', reason: 'a: limit' },
    ],
  ])('ends by the worst of %s', (_, stacks, expected) => {
    expect(endReport(begun, stacks, NOW)).toEqual({
      ...begun,
      ...expected,
      stacks,
      finishedAt: '2026-11-21T12:00:00.000Z',
    });
  });

  it('takes what was running for failed when the deployment breaks off', () => {
    const stacks = [
      stack('a', 'running'),
      stack('b', 'unchanged', 'no change'),
    ];
    expect(refuseReport({ ...begun, stacks }, 'git failed', NOW)).toEqual({
      ...begun,
      outcome: 'failed',
      reason: 'git failed',
      finishedAt: '2026-11-21T12:00:00.000Z',
      stacks: [stack('a', 'failed', 'git failed'), stacks[1]],
    });
  });

  it.each([
    [640, 20_000, 'x'],
    [640, 20_000, '界'],
    [5000, 2_000, '"'],
  ])(
    'is no longer than the portal takes it, for %d stacks with reasons of %d times %s, and loses no outcome and no hash',
    (count, length, character) => {
      const long = character.repeat(length);
      const names = Array.from({ length: count }, (_, i) => `tenant-${i}`);
      const planHash = 'd'.repeat(64);
      const short = stack('short', 'rolledBack', 'limit');
      const ended = endReport(
        { ...begun, planHash },
        [...names.map(name => stack(name, 'failed', long)), short],
        NOW,
      );
      const refused = refuseReport(
        {
          ...begun,
          planHash,
          stacks: [...names.map(name => stack(name, 'running')), short],
        },
        long,
        NOW,
      );
      for (const report of [ended, refused]) {
        expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(
          5 * 1024 * 1024,
        );
        expect(report).toMatchObject({ outcome: 'failed', planHash });
        expect(
          report.stacks.map(({ stackName, outcome }) => [stackName, outcome]),
        ).toEqual([
          ...names.map(name => [name, 'failed']),
          ['short', 'rolledBack'],
        ]);
        expect(report.stacks[0].reason).toMatch(
          new RegExp(`^${character}{100,}…$`),
        );
        expect(report.stacks.at(-1)).toEqual(short);
      }
    },
  );

  it('tells the constructs of as many stacks as there is room for, from the start, and reasons before them', () => {
    // As many as CloudFormation takes in a stack, with paths as long as those of a large blueprint: 53 kB.
    const constructs = Object.fromEntries(
      Array.from({ length: 500 }, (_, i) => [
        `NetworkVpcPrivateSubnet1RouteTableAssociation${i}`,
        `Network/Vpc/PrivateSubnet1/RouteTableAssociation/${i}`,
      ]),
    );
    const stacks = Array.from({ length: 100 }, (_, i) => ({
      ...stack(`tenant-${i}`, 'failed', 'x'.repeat(20_000)),
      constructs,
    }));
    const started = startReport(begun, { planHash: undefined, stacks });
    const ended = endReport(begun, stacks, NOW);
    for (const report of [started, ended]) {
      expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(
        5 * 1024 * 1024,
      );
      expect(report.stacks).toHaveLength(100);
      expect(report.stacks.at(-1)?.reason).toHaveLength(20_000);
      const told = report.stacks.filter(each => each.constructs);
      expect(told.length).toBeGreaterThan(40);
      expect(told[0].constructs).toEqual(constructs);
    }
  });

  it('tells no constructs where there are none, or more than CloudFormation takes', () => {
    const many = Object.fromEntries(
      Array.from({ length: 501 }, (_, i) => [`Topic${i}`, `Topic${i}`]),
    );
    for (const constructs of [{}, many]) {
      const stacks = [{ ...stack('a', 'succeeded'), constructs }];
      expect(endReport(begun, stacks, NOW).stacks).toEqual([
        stack('a', 'succeeded'),
      ]);
    }
  });

  it('is no longer than the portal takes it, however much there is to say', () => {
    const long = 'x'.repeat(30_000);
    const reasons = [
      refuseReport({ ...begun, stacks: [stack('a', 'running')] }, long, NOW),
      endReport(begun, [stack('a', 'failed', long)], NOW),
    ].flatMap(({ reason, stacks: [only] }) => [reason, only.reason]);
    expect(reasons.map(reason => reason?.length)).toEqual(
      Array(4).fill(20_000),
    );
  });
});

describe('summaryOf', () => {
  it.each<[Array<DeployedStack['outcome']>, number, string]>([
    [[], 0, '0 deployed'],
    [['succeeded', 'succeeded'], 0, '2 deployed'],
    [['unchanged'], 0, '0 deployed, 1 unchanged'],
    [[], 2, '0 deployed, 2 waiting for approval'],
    [
      ['succeeded', 'unchanged', 'failed', 'rolledBack'],
      1,
      '1 deployed, 1 unchanged, 2 failed, 1 waiting for approval',
    ],
  ])('of %j and %d left', (outcomes, left, summary) => {
    expect(
      summaryOf(
        outcomes.map(each => stack('a', each)),
        left,
        [],
      ),
    ).toBe(summary);
  });

  it('tells deletions from deployments', () => {
    const deletion = (outcome: DeployedStack['outcome']) =>
      ({ ...stack('a', outcome), operation: 'delete' }) as const;
    expect(
      summaryOf([deletion('succeeded'), deletion('unchanged')], 0, []),
    ).toBe('1 deleted, 1 deleted before');
    expect(
      summaryOf([stack('a', 'succeeded'), deletion('failed')], 0, []),
    ).toBe('1 deployed, 1 failed');
  });

  it('says who approved', () => {
    expect(summaryOf([stack('a', 'succeeded')], 0, ['admin', 'engineer'])).toBe(
      '1 deployed; approved by admin, engineer',
    );
  });
});

describe('isBad', () => {
  it.each<[DeployedStack['outcome'], boolean]>([
    ['running', false],
    ['succeeded', false],
    ['unchanged', false],
    ['failed', true],
    ['rolledBack', true],
  ])('%s: %p', (outcome, bad) => {
    expect(isBad({ outcome })).toBe(bad);
  });
});
