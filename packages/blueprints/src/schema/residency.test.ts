import { BlueprintRegistry } from './BlueprintRegistry';
import { findRegion, REGIONS } from './regions';
import { homeRegions, misplacedResources } from './residency';
import type { Unit } from './unit';

const blueprints = new BlueprintRegistry();

const unit = (parameters: Record<string, unknown> = {}): Unit => ({
  kind: 'environment',
  name: 'claims-staging',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'staging',
  account: '444455556666',
  region: 'eu-central-1',
  owner: 'group:default/platform',
  monthlyBudget: 500,
  parameters: { cidr: '10.20.0.0/16', drRegion: 'none', ...parameters },
});

describe('homeRegions', () => {
  it('are the unit’s own, and that of its disaster recovery', () => {
    expect(homeRegions(unit(), blueprints)).toEqual(['eu-central-1']);
    expect(homeRegions(unit({ drRegion: 'eu-west-1' }), blueprints)).toEqual([
      'eu-central-1',
      'eu-west-1',
    ]);
  });

  it('know the disaster recovery that a stage has by default', () => {
    const { drRegion, ...parameters } = unit().parameters;
    expect(
      homeRegions(
        {
          ...unit(),
          stage: 'production',
          region: 'us-east-1',
          parameters,
        },
        blueprints,
      ),
    ).toEqual(['us-east-1', 'us-west-2']);
  });
});

describe('the region of recovery by default', () => {
  const productive = blueprints
    .all()
    .filter(({ stages }) => stages.includes('production'))
    .filter(
      schema => 'drRegion' in schema.defaultsFor('production', 'us-east-1'),
    );

  it.each(
    productive.flatMap(schema =>
      REGIONS.map(
        region =>
          [
            `${schema.name} ${schema.version}`,
            region.code,
            schema,
            region,
          ] as const,
      ),
    ),
  )('of %s in %s stays in its jurisdiction', (_, code, schema, region) => {
    const { drRegion } = schema.defaultsFor('production', code);
    expect(drRegion).not.toBe(code);
    expect(findRegion(String(drRegion))?.jurisdiction ?? 'none').toBe(
      region.recovery ? region.jurisdiction : 'none',
    );
  });

  it('is missing only where the jurisdiction has no other region', () => {
    for (const { code, jurisdiction, recovery } of REGIONS) {
      const others = REGIONS.filter(
        other => other.jurisdiction === jurisdiction && other.code !== code,
      );
      expect([code, recovery !== undefined]).toEqual([code, others.length > 0]);
    }
  });
});

describe('misplacedResources', () => {
  const data = { Data: 'AWS::S3::Bucket', Role: 'AWS::IAM::Role' };

  it.each([
    ['nothing in the home region', 'eu-central-1', {}, []],
    ['data in another region', 'us-east-1', {}, ['Data']],
    ['nothing in the DR region', 'eu-west-1', { drRegion: 'eu-west-1' }, []],
    [
      'data in a third region',
      'eu-west-2',
      { drRegion: 'eu-west-1' },
      ['Data'],
    ],
  ])('names %s', (_, region, parameters, expected) => {
    expect(
      misplacedResources(unit(parameters), { region, types: data }, blueprints),
    ).toEqual(expected);
  });

  it('lets an edge have in us-east-1 what CloudFront takes from there alone', () => {
    const types = {
      Distribution: 'AWS::CloudFront::Distribution',
      Certificate: 'AWS::CertificateManager::Certificate',
      Firewall: 'AWS::WAFv2::WebACL',
      Logs: 'AWS::Logs::LogGroup',
      Records: 'AWS::Route53::RecordSetGroup',
      Table: 'AWS::DynamoDB::Table',
    };
    const { Distribution, ...withoutEdge } = types;
    const misplaced = (region: string, given: Record<string, string>) =>
      misplacedResources(unit(), { region, types: given }, blueprints);
    expect(misplaced('us-east-1', types)).toEqual(['Table']);
    expect(misplaced('us-west-2', types)).toEqual([
      'Certificate',
      'Firewall',
      'Logs',
      'Table',
    ]);
    expect(misplaced('us-east-1', withoutEdge)).toEqual([
      'Certificate',
      'Firewall',
      'Logs',
      'Table',
    ]);
  });
});
