import type { Finding } from '@plinth/plugin-environments-common';
import type { Plan } from './model';
import { brokenStatus, planStatus, unrecordedStatus } from './planStatus';

const finding = (severity: Finding['severity']): Finding => ({
  severity,
  rule: 'rule',
  message: 'message',
});
const plan = (findings: Finding[]): Plan => ({
  headCommit: 'a'.repeat(40),
  baseCommit: 'b'.repeat(40),
  hash: 'c'.repeat(64),
  unitHashes: {},
  bindings: {},
  reasons: {},
  hints: {},
  removed: [],
  outcome: findings.some(({ severity }) => severity === 'error')
    ? 'failed'
    : 'passed',
  stacks: [],
  findings,
});

describe('planStatus', () => {
  it.each([
    ['nothing', []],
    ['warnings', [finding('warning'), finding('warning')]],
  ])('shows the hash of a plan that found %s', (_, found) => {
    expect(planStatus(plan(found))).toEqual({
      context: 'plinth/plan',
      state: 'success',
      description: `sha256:${'c'.repeat(64)}`,
    });
  });

  it.each([
    [1, '1 error: message'],
    [2, '2 errors: message'],
  ])(
    'counts %d errors and no warnings, and says the first',
    (errors, description) => {
      const status = planStatus(
        plan([
          finding('warning'),
          ...Array.from({ length: errors }, () => finding('error')),
        ]),
      );
      expect(status).toEqual({
        context: 'plinth/plan',
        state: 'failure',
        description,
      });
    },
  );

  it.each([200, 20_000])(
    'keeps to what GitHub takes of a message of %d characters, and to one line',
    length => {
      const [error] = [finding('error')];
      const { description } = planStatus(
        plan([{ ...error, message: `a\n${'\u{1F600}'.repeat(length)}` }]),
      );
      expect([...description]).toHaveLength(140);
      expect(description).toMatch(/^1 error: a \u{1F600}+…$/u);
    },
  );

  it('is an error with the reason where the plan broke off', () => {
    expect(brokenStatus(new Error('no\nanswer'))).toEqual({
      context: 'plinth/plan',
      state: 'error',
      description: 'the plan could not be made: no answer',
    });
  });

  it('is an error where the portal does not know the plan', () => {
    expect(unrecordedStatus()).toMatchObject({
      context: 'plinth/plan',
      state: 'error',
      description: expect.stringContaining('cannot be approved'),
    });
  });
});
