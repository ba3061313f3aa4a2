import type { Finding } from '@plinth/plugin-environments-common';
import type { Plan } from './model';
import { hashInStatus, planStatus } from './planStatus';

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
  ])(
    'carries the hash of a plan that found %s, for deploy to read',
    (_, found) => {
      const status = planStatus(plan(found));
      expect(status).toMatchObject({
        context: 'plinth/plan',
        state: 'success',
      });
      expect(hashInStatus(status.description)).toBe('c'.repeat(64));
    },
  );

  it.each([
    [1, "1 error, see the plan's comment"],
    [2, "2 errors, see the plan's comment"],
  ])(
    'counts %d errors and no warnings, and carries no hash',
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
      expect(hashInStatus(status.description)).toBeUndefined();
    },
  );
});

describe('hashInStatus', () => {
  it.each([
    `sha256:${'c'.repeat(63)}`,
    `sha256:${'c'.repeat(65)}`,
    `sha256:${'C'.repeat(64)}`,
    `x sha256:${'c'.repeat(64)}`,
    'c'.repeat(64),
    '',
  ])('takes "%s" for no hash', description => {
    expect(hashInStatus(description)).toBeUndefined();
  });
});
