import { PriceBook } from '@plinth/pricing';
import { planHash, unitHash } from './hash';
import type { Plan } from './model';
import { PLAN_MARKER, renderPlanComment } from './planComment';

const one = { content: '1'.repeat(64), change: '2'.repeat(64) };
const claims = { 'claims-dev': one, 'claims-dev-west': one };
const unitHashes = {
  'environments/claims-dev': unitHash('environments/claims-dev', claims),
  'tenants/acme': 'a'.repeat(64),
};
const bindings = {
  'environments/claims-dev': claims,
  'tenants/acme': { acme: one },
};
const plan: Plan = {
  pullRequest: 7,
  headCommit: '0123456789abcdef0123456789abcdef01234567',
  baseCommit: 'fedcba9876543210fedcba9876543210fedcba98',
  hash: planHash(unitHashes),
  unitHashes,
  bindings,
  reasons: { 'environments/claims-dev': 'its folder changed' },
  hints: {},
  removed: [],
  outcome: 'failed',
  stacks: [
    {
      unit: 'environments/claims-dev',
      entityRef: 'resource:default/claims-dev',
      stackName: 'claims-dev',
      account: '111122223333',
      region: 'us-east-1',
      templateSha256: 'b'.repeat(64),
      baselineSha256: 'c'.repeat(64),
      changes: [
        { logicalId: 'Topic', resourceType: 'AWS::SNS::Topic', action: 'Add' },
        {
          logicalId: 'Database',
          resourceType: 'AWS::RDS::DBInstance',
          action: 'Replace',
          properties: ['Engine'],
        },
      ],
      monthlyCost: 12.5,
      monthlyCostDelta: -3.25,
    },
  ],
  findings: [
    {
      severity: 'warning',
      rule: 'budget',
      message: 'above the budget',
      unit: 'environments/claims-dev',
    },
    {
      severity: 'error',
      rule: 'parameter',
      message: 'bad <img src=x onerror=alert(1)> @octocat | `x`\n# title',
    },
  ],
};

describe('renderPlanComment', () => {
  const comment = renderPlanComment(plan, {
    runUrl: 'https://github.example.com/run/1',
  });

  it('tells what costs assume and what would cost less, by unit', () => {
    const hints = {
      'environments/claims-dev': ['gp3 volumes cost about 20 % less than gp2'],
    };
    const told = renderPlanComment({ ...plan, hints });
    expect(told).toContain('1 hint: what the costs assume');
    expect(told).toContain(
      '- `environments/claims-dev`: gp3 volumes cost about 20 % less than gp2',
    );
    expect(renderPlanComment(plan)).not.toContain('would cost less');
  });

  it('shows a reviewer what matters: counts, replacements first, cost and findings, errors first', () => {
    expect(comment).toContain(
      `1 stack: 1 to add, 1 **to replace**. Cost −$3.25 a month (${PriceBook.version}).`,
    );
    expect(comment).toContain(
      '| `claims-dev` | 111122223333 us-east-1 | update | 1 |  | **1** |  | $12.50 | −$3.25 |',
    );
    expect(
      comment.indexOf(
        '**REPLACE** | `AWS::RDS::DBInstance` | `Database` | `Engine`',
      ),
    ).toBeGreaterThan(0);
    expect(comment.indexOf('`Database`')).toBeLessThan(
      comment.indexOf('`Topic`'),
    );
    expect(comment).toContain('### Findings: 1 error, 1 warning');
    expect(comment.indexOf('**error**')).toBeLessThan(
      comment.indexOf('warning `budget`'),
    );
    expect(comment).toContain(`sha256:${plan.hash}`);
  });

  it('says that prices are old beside the costs, and nothing where there are none', () => {
    const now = new Date('2040-01-01');
    expect(renderPlanComment(plan, { now })).toContain(
      `⚠️ ${PriceBook.warning(now)}`,
    );
    expect(renderPlanComment({ ...plan, stacks: [] }, { now })).not.toContain(
      'months old',
    );
  });

  it('says that the cost is not known where a part has no price, and gives no sum without it', () => {
    const [stack] = plan.stacks;
    const priced = { ...stack, monthlyCost: 0.8, monthlyCostDelta: 0.8 };
    const unpriced = { ...stack, monthlyCost: null, monthlyCostDelta: null };
    const body = renderPlanComment(
      { ...plan, stacks: [priced, unpriced] },
      { runUrl: undefined },
    );
    expect(body).toContain('Cost **not known**: a part has no list price');
    expect(body).not.toMatch(/Cost \+?\$/);
    expect(body).toContain('| unknown | unknown |');
  });

  it('lets no text of a template become markup, a mention or a table cell', () => {
    expect(comment).not.toContain('<img');
    expect(comment).not.toContain('@octocat');
    expect(comment).not.toMatch(/^# title/m);
    const named = renderPlanComment({
      ...plan,
      stacks: [
        { ...plan.stacks[0], stackName: 'x` | no change |\n\n<h1> @octocat' },
      ],
    });
    expect(named).toContain('| `x no change h1 @octocat` | 111122223333');
    expect(named).not.toContain('<h1>');
  });

  /** A plan of so many stacks and findings, each with as much text as there can be. */
  const large = (stacks: number, findings: number): Plan => ({
    ...plan,
    stacks: Array.from({ length: stacks }, (_, index) => ({
      ...plan.stacks[0],
      stackName: `unit-${index}`.padEnd(128, 'x'),
      changes: Array.from({ length: 500 }, (__, resource) => ({
        logicalId: `Resource${resource}`.padEnd(60, 'x'),
        resourceType: 'AWS::SNS::Topic',
        action: 'Add' as const,
      })),
    })),
    findings: Array.from({ length: findings }, (_, index) => ({
      severity: 'error' as const,
      rule: 'r'.repeat(300),
      message: `${index} ${'&'.repeat(3000)}`,
      unit: 'u'.repeat(300),
      resource: '<'.repeat(300),
    })),
  });

  it.each([
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
    [5, 500],
    [200, 0],
    [200, 40],
    [1000, 1000],
  ])(
    'stays below what GitHub accepts with %d stacks and %d findings, and always says the hash',
    (stacks, findings) => {
      const text = renderPlanComment(large(stacks, findings));
      expect(text.length).toBeLessThanOrEqual(65_536);
      expect(text.startsWith(PLAN_MARKER)).toBe(true);
      expect(text).toContain(`Plan hash \`sha256:${plan.hash}\``);
      expect(text.includes('**error**')).toBe(findings > 0);
      expect(text.includes(`Findings: ${findings} error`)).toBe(findings > 0);
    },
  );

  it('shows all findings that fit, and how many there are besides', () => {
    const short = {
      ...large(0, 0),
      findings: Array.from({ length: 4000 }, (_, index) => ({
        severity: 'error' as const,
        rule: 'r',
        message: `finding ${index}`,
      })),
    };
    const text = renderPlanComment(short);
    const shown = text.match(/finding \d+/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(1000);
    expect(text).toContain(`… and ${4000 - shown} more in the run's log`);
    expect(
      renderPlanComment({ ...short, findings: short.findings.slice(0, 300) }),
    ).toContain('finding 299');
  });

  it('says so when nothing is affected', () => {
    expect(
      renderPlanComment({
        ...plan,
        outcome: 'passed',
        stacks: [],
        findings: [],
      }),
    ).toContain('reaches no environment and no tenant');
  });
});
