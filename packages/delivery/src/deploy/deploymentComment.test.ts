import type { DeployedStack } from '@plinth/plugin-environments-common';
import { deploymentMarker, renderDeploymentComment } from './deploymentComment';

const stack = (
  stackName: string,
  over: Partial<DeployedStack> = {},
): DeployedStack => ({
  unit: `environments/${stackName}`,
  stackName,
  account: '111122223333',
  region: 'us-east-1',
  outcome: 'succeeded',
  ...over,
});
const render = (
  over: Partial<Parameters<typeof renderDeploymentComment>[0]> = {},
) =>
  renderDeploymentComment({
    context: 'plinth/deploy',
    commit: 'a'.repeat(40),
    runUrl: 'https://github.example.com/run/1',
    stacks: [],
    ...over,
  });

describe('renderDeploymentComment', () => {
  it('says what was deployed, and who approved it', () => {
    const text = render({
      stacks: [stack('claims-dev')],
      approvers: ['admin', 'engineer'],
    });
    expect(text.startsWith(deploymentMarker('plinth/deploy'))).toBe(true);
    expect(text).toContain('## Deployed');
    expect(text).toContain('Approved by admin, engineer.');
    expect(text).toContain(
      '| `claims-dev` | 111122223333 us-east-1 | ✅ deployed |',
    );
  });

  it('names the units that wait for another job', () => {
    const text = render({ waiting: ['environments/claims-prod'] });
    expect(text).toContain('## Waiting for approval');
    expect(text).toContain('`environments/claims-prod`');
  });

  it('stays below what GitHub accepts for any number of stacks and units, and shows first what failed', () => {
    const stacks = Array.from({ length: 2000 }, (_, index) =>
      stack(`unit-${index}`.padEnd(128, 'x'), {
        reason: '&'.repeat(3000),
        outcome: index === 1999 ? 'failed' : 'succeeded',
      }),
    );
    const text = render({
      stacks,
      refused: '<'.repeat(3000),
      waiting: Array.from({ length: 2000 }, () => 'w'.repeat(128)),
    });
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain('unit-1999x');
    expect(text).toMatch(/… and \d+ more stacks/);
    expect(text).toMatch(/ and \d+ more\.$/);
  });
});
