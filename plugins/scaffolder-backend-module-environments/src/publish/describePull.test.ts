import {
  BlueprintRegistry,
  resolveParameters,
  type Unit,
} from '@plinth/blueprints/schema';
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

  const registry = new BlueprintRegistry();

  it.each(
    registry
      .all()
      .flatMap(schema =>
        schema.stages.map(
          stage => [schema.name, schema.version, stage, schema] as const,
        ),
      ),
  )(
    'shows the parameters with which %s %s is deployed at %s, and which of them were chosen',
    (name, version, stage, schema) => {
      const common = {
        ...unit,
        blueprint: name,
        version,
        stage,
        parameters: schema.example(stage),
      };
      const requested: Unit =
        schema.kind === 'tenant'
          ? { ...common, kind: 'tenant', environment: 'claims-staging' }
          : { ...common, kind: 'environment' };
      const body = describePull({
        unit: requested,
        blueprints: registry,
        marker,
        portalUrl: 'http://localhost:7007',
        ownerIsTheirs: true,
      });
      const parameters = resolveParameters(requested, registry);
      const rows = body
        .split('## Parameters')[1]
        .split('## ')[0]
        .split('\n')
        .filter(line => line.startsWith('| `'));
      expect(rows).toHaveLength(Object.keys(parameters).length);
      for (const [parameter, value] of Object.entries(parameters)) {
        const text = typeof value === 'string' ? value : JSON.stringify(value);
        const note =
          parameter in requested.parameters ? '' : `default for ${stage}`;
        expect(rows).toContain(`| \`${parameter}\` | \`${text}\` | ${note} |`);
      }
    },
  );
});
