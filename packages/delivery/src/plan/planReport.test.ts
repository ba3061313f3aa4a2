import type { Finding } from '@plinth/plugin-environments-common';
import type { Plan } from './model';
import { planReport } from './planReport';

const TOLD = { pullRequest: 7, commentUrl: 'https://github.example.com/7' };

/** A plan that reaches so many tenants, with so many changes in each and so many findings. */
function planOf(tenants: number, changes: number, findings: number): Plan {
  const names = Array.from({ length: tenants }, (_, i) => `tenants/t-${i}`);
  return {
    headCommit: 'a'.repeat(40),
    baseCommit: 'b'.repeat(40),
    hash: 'c'.repeat(64),
    unitHashes: Object.fromEntries(names.map(name => [name, 'd'.repeat(64)])),
    bindings: {},
    reasons: {},
    hints: {},
    removed: [],
    outcome: 'failed',
    stacks: names.map(unit => ({
      unit,
      entityRef: `resource:default/${unit.slice(8)}`,
      stackName: unit.slice(8),
      account: '111122223333',
      region: 'us-east-1',
      templateSha256: 'e'.repeat(64),
      baselineSha256: 'f'.repeat(64),
      changes: Array.from({ length: changes }, (_, i) => ({
        logicalId: `Resource${i}`.padEnd(40, 'x'),
        resourceType: 'AWS::SNS::Topic',
        action: 'Modify' as const,
        properties: ['Tags', 'DisplayName', 'KmsMasterKeyId'],
      })),
      monthlyCost: 1,
      monthlyCostDelta: 0,
    })),
    findings: Array.from({ length: findings }, (_, i): Finding => {
      const severity = i === findings - 1 ? 'error' : 'warning';
      return { severity, rule: 'r', message: `${severity} ${i} ü` };
    }),
  };
}

describe('planReport', () => {
  it('is whole where the portal takes it whole', () => {
    const plan = planOf(2, 3, 4);
    expect(planReport(plan, TOLD)).toMatchObject({
      ...TOLD,
      hash: plan.hash,
      stacks: plan.stacks,
      findings: [{ severity: 'error' }, ...plan.findings.slice(0, 3)],
    });
  });

  it.each([
    [640, 60, 0],
    [640, 200, 640],
    [1000, 500, 0],
    [1, 1, 30_000],
    [2000, 100, 50_000],
  ])(
    'is no longer than the portal takes it, for %d tenants with %d changes and %d findings, and loses no hash and no error',
    (tenants, changes, findings) => {
      const plan = planOf(tenants, changes, findings);
      const report = planReport(plan, TOLD);
      expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(
        5 * 1024 * 1024,
      );
      expect(report.findings.length).toBeLessThanOrEqual(20_000);
      expect(report.binding?.unitHashes).toEqual(plan.unitHashes);
      expect(report.stacks).toHaveLength(tenants);
      expect(report.outcome).toBe('failed');
      expect(
        report.findings.filter(({ severity }) => severity === 'error'),
      ).toHaveLength(findings > 0 ? 1 : 0);
      expect(report.findings.at(-1)).toMatchObject({
        rule: 'report.shortened',
      });
    },
  );

  it('shortens a message that the portal would refuse', () => {
    const plan = planOf(1, 1, 1);
    const [finding] = plan.findings;
    const { findings } = planReport(
      { ...plan, findings: [{ ...finding, message: 'x'.repeat(30_000) }] },
      TOLD,
    );
    expect(findings[0].message).toHaveLength(20_000);
  });
});
