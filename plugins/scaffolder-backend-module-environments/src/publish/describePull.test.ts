import { BlueprintRegistry, type Unit } from '@plinth/blueprints/schema';
import { describePull, pullTitle, requestMarker } from './describePull';

const unit: Unit = {
  kind: 'environment',
  name: 'claims-staging',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: { cidr: '10.3.0.0/16' },
};
const marker = requestMarker(unit, {
  requester: 'user:default/developer',
  template: 'new-environment',
  task: '42',
});

describe('the description of a pull request', () => {
  it('tells a reviewer what, who, where, at what cost and how to proceed', () => {
    const body = describePull({
      unit,
      blueprints: new BlueprintRegistry(),
      marker,
      portalUrl: 'http://localhost:7007',
      ownerIsTheirs: true,
      estimate: {
        currency: 'USD',
        monthly: 250.5,
        unpriced: [],
        lines: [
          {
            logicalId: 'Nat',
            resourceType: 'AWS::EC2::NatGateway',
            description: 'NAT gateway | `hour`',
            monthly: 32.85,
          },
        ],
      },
    });
    expect(pullTitle(unit)).toBe(
      'Create environment claims-staging (staging, us-east-1)',
    );
    expect(body).toContain('`user:default/developer` asks for the environment');
    expect(body).toContain('| Account | `444455556666` |');
    expect(body).toContain('| `cidr` | `10.3.0.0/16` |  |');
    expect(body).toMatch(
      /\| `databaseClass` \| `[^`]+` \| default for staging \|/,
    );
    expect(body).toContain('About **250.50 USD a month**, 50 % of the budget.');
    expect(body).toContain("`NAT gateway \\| 'hour'`");
    expect(body.split('\n').at(-1)).toMatch(/^<!-- plinth:request \{.*\} -->$/);
  });
});
