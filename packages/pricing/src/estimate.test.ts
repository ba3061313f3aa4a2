import fc from 'fast-check';
import { estimate, sumCents } from './estimate';
import { PRICED_REGIONS } from './PriceBook';
import { rules } from './rules';
import { CloudFormationTemplate, TemplateResource } from './template';
import { Usage } from './usage';

/** Prices one resource and hands back its lines as `[description, monthly]`. */
function price(
  Type: string,
  Properties: Record<string, unknown> = {},
  options: { region?: string; usage?: Usage[string] } = {},
) {
  const result = estimate(
    { Resources: { It: { Type, Properties } } },
    {
      region: options.region ?? 'us-east-1',
      usage: options.usage ? { It: options.usage } : undefined,
    },
  );
  return { ...result, line: result.lines[0] };
}

describe('estimate, golden figures in us-east-1', () => {
  it('charges $0.0416 an hour, $30.37 a month, for a t3.medium', () => {
    const { line } = price('AWS::EC2::Instance', { InstanceType: 't3.medium' });
    expect(line).toMatchObject({
      unitPrice: 0.0416,
      quantity: 730,
      unit: 'hour',
      monthly: 30.37,
      service: 'Amazon Elastic Compute Cloud - Compute',
    });
  });

  it.each([
    ['s3StandardGb', 0.023],
    ['s3InfrequentGb', 0.0125],
    ['s3GlacierGb', 0.004],
  ] as const)('charges %s at $%d a GB', (usage, unitPrice) => {
    const { lines } = price(
      'AWS::S3::Bucket',
      {},
      { usage: { s3StandardGb: 0, [usage]: 100 } },
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ unitPrice, quantity: 100 });
  });

  it('charges $0.23 for 10 GB of attachments', () => {
    expect(price('AWS::S3::Bucket').monthly).toBe(0.23);
  });

  it('charges $3.65 for an Elastic IP, idle or not', () => {
    expect(price('AWS::EC2::EIP').monthly).toBe(3.65);
  });

  it('charges $0.09 a GB of data out, after the first', () => {
    const { lines } = price(
      'AWS::EC2::Instance',
      { InstanceType: 't3.nano' },
      { usage: { dataOutGb: 101 } },
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ quantity: 100, unitPrice: 0.09, monthly: 9 }),
    );
  });

  it('prices the storage of a replica by what it is given, once, and not by its limit', () => {
    const { lines, hints } = price('AWS::RDS::DBInstance', {
      Engine: 'postgres',
      DBInstanceClass: 'db.r5.xlarge',
      SourceDBInstanceIdentifier: 'arn:aws:rds:us-east-1:111122223333:db:a',
      StorageType: 'gp3',
      AllocatedStorage: '500',
      MaxAllocatedStorage: 1000,
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ description: '500 GB gp3 storage, Single-AZ' }),
    );
    expect(hints.filter(hint => hint.includes('limit'))).toEqual([]);
  });

  it.each([
    [3, 3, 0],
    [1, 2, 0.5],
    [0, 2, 1],
  ])(
    'waives with %d endpoints of a network firewall what AWS does of %d NAT gateways',
    (endpoints, gateways, charged) => {
      const named = (type: string, count: number, properties = {}) =>
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `${type.replace(/\W/g, '')}${index}`,
            { Type: type, Properties: properties },
          ]),
        );
      const { lines, hints } = estimate(
        {
          Resources: {
            ...named('AWS::EC2::NatGateway', gateways),
            ...named('AWS::NetworkFirewall::Firewall', endpoints && 1, {
              SubnetMappings: Array(endpoints).fill({ SubnetId: 'a' }),
            }),
          },
        },
        { region: 'us-east-1' },
      );
      const hours = lines
        .filter(({ description }) => description === 'NAT gateway')
        .reduce((sum, { quantity }) => sum + quantity, 0);
      expect(hours).toBe(gateways * charged * 730);
      expect(hints.some(hint => hint.includes('AWS waives'))).toBe(charged < 1);
    },
  );

  it('prices the storage of a replica whose source is elsewhere at its limit, and says so', () => {
    const { lines, hints } = price('AWS::RDS::DBInstance', {
      Engine: 'postgres',
      DBInstanceClass: 'db.r5.xlarge',
      SourceDBInstanceIdentifier: 'arn:aws:rds:us-east-1:111122223333:db:a',
      StorageType: 'gp3',
      MaxAllocatedStorage: 1000,
    });
    expect(lines).toContainEqual(
      expect.objectContaining({
        description: '1000 GB gp3 storage, Single-AZ',
      }),
    );
    expect(hints).toContainEqual(
      expect.stringContaining('priced at its limit of 1000 GB'),
    );
  });

  it.each(['AWS::RDS::DBInstance', 'AWS::DocDB::DBCluster'])(
    'charges the secret that %s makes of its master password',
    type => {
      const secrets = (ManageMasterUserPassword: boolean) =>
        price(type, { ManageMasterUserPassword }).lines.filter(
          ({ description }) => /secret/i.test(description),
        );
      expect(secrets(true)).toMatchObject([{ monthly: 0.4 }]);
      expect(secrets(false)).toEqual([]);
    },
  );

  it.each<[string, Record<string, unknown>, number]>([
    ['AWS::EC2::Volume', { VolumeType: 'gp3', Size: 30 }, 2.4],
    [
      'AWS::EC2::Volume',
      { VolumeType: 'gp3', Size: 100, Iops: 4000, Throughput: 225 },
      8 + 5 + 4,
    ],
    ['AWS::KMS::Key', {}, 1],
    ['AWS::SecretsManager::Secret', {}, 0.4],
    [
      'AWS::SecretsManager::Secret',
      { ReplicaRegions: [{ Region: 'us-west-2' }] },
      0.8,
    ],
    ['AWS::CloudWatch::Alarm', { Period: 300 }, 0.1],
    ['AWS::CloudWatch::Dashboard', {}, 3],
    ['AWS::CloudWatch::CompositeAlarm', {}, 0.5],
    ['AWS::EC2::TransitGatewayVpcAttachment', {}, 36.5 + 0.4],
    ['AWS::EC2::VPNConnection', { VpnGatewayId: 'vgw-1' }, 36.5],
    [
      'AWS::EC2::VPNConnection',
      { TransitGatewayId: 'tgw-1' },
      36.5 + 36.5 + 0.4,
    ],
    ['AWS::ECR::RegistryScanningConfiguration', { ScanType: 'BASIC' }, 0],
    [
      'AWS::ECR::RegistryScanningConfiguration',
      { ScanType: 'ENHANCED' },
      1.8 + 1,
    ],
    [
      'AWS::EC2::VPCEndpoint',
      { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b', 'c'] },
      21.9 + 0.1,
    ],
    ['AWS::EC2::NatGateway', {}, 32.85 + 2.25],
    [
      'AWS::RDS::DBInstance',
      {
        Engine: 'postgres',
        DBInstanceClass: 'db.t3.medium',
        AllocatedStorage: '20',
        StorageType: 'gp3',
      },
      52.56 + 2.3,
    ],
    [
      'AWS::RDS::DBInstance',
      {
        Engine: 'postgres',
        DBInstanceClass: 'db.r5.2xlarge',
        AllocatedStorage: 100,
        StorageType: 'gp3',
        MultiAZ: true,
      },
      1460 + 23,
    ],
    ['AWS::DocDB::DBInstance', { DBInstanceClass: 'db.r5.large' }, 202.21],
    [
      'AWS::ElastiCache::ReplicationGroup',
      {
        CacheNodeType: 'cache.r5.large',
        NumNodeGroups: 1,
        ReplicasPerNodeGroup: 2,
      },
      473.04,
    ],
    [
      'AWS::OpenSearchService::Domain',
      {
        ClusterConfig: { InstanceType: 't3.small.search', InstanceCount: 2 },
        EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: 10 },
      },
      52.56 + 2.44,
    ],
    ['AWS::OSIS::Pipeline', { MinUnits: 2, MaxUnits: 4 }, 350.4],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Scheme: 'internal', Subnets: ['a', 'b'] },
      16.43 + 5.84,
    ],
    [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      { Scheme: 'internet-facing', Subnets: ['a', 'b', 'c'] },
      16.43 + 5.84 + 10.95,
    ],
    ['AWS::WAFv2::WebACL', { Rules: [{}, {}] }, 5 + 2 + 0.6],
    ['AWS::Route53::HostedZone', {}, 0.5 + 0.04],
    ['AWS::Budgets::Budget', {}, 0],
  ])('prices %s %j at $%d', (type, properties, monthly) => {
    expect(price(type, properties).monthly).toBeCloseTo(monthly, 6);
    expect(price(type, properties).unpriced).toEqual([]);
  });

  it('prices Fargate by tasks, size, architecture and spot share', () => {
    const template = (service: object, definition: object = {}) => ({
      Resources: {
        Definition: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: {
            Cpu: '512',
            Memory: '1024',
            RequiresCompatibilities: ['FARGATE'],
            ...definition,
          },
        },
        Service: {
          Type: 'AWS::ECS::Service',
          Properties: {
            TaskDefinition: { Ref: 'Definition' },
            DesiredCount: 2,
            ...service,
          },
        },
      },
    });
    const monthly = (service: object, definition?: object) =>
      estimate(template(service, definition), { region: 'us-east-1' }).monthly;

    expect(monthly({ LaunchType: 'FARGATE' })).toBe(29.55 + 6.49);
    expect(monthly({})).toBe(36.04);
    expect(
      monthly({}, { RuntimePlatform: { CpuArchitecture: 'ARM64' } }),
    ).toBeLessThan(36.04);
    expect(
      monthly({
        CapacityProviderStrategy: [
          { CapacityProvider: 'FARGATE_SPOT', Weight: 1 },
          { CapacityProvider: 'FARGATE', Weight: 1 },
        ],
      }),
    ).toBeCloseTo(36.04 * 0.65, 1);
    expect(monthly({ LaunchType: 'EC2' })).toBe(0);
  });

  it('prices a service that scales by its fewest copies', () => {
    const monthly = (minCapacity: number, logicalId: string) =>
      estimate(
        {
          Resources: {
            Definition: {
              Type: 'AWS::ECS::TaskDefinition',
              Properties: { Cpu: '512', Memory: '1024' },
            },
            Service: {
              Type: 'AWS::ECS::Service',
              Properties: {
                LaunchType: 'FARGATE',
                TaskDefinition: { Ref: 'Definition' },
              },
            },
            Scaling: {
              Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
              Properties: {
                MinCapacity: minCapacity,
                MaxCapacity: 20,
                ResourceId: {
                  'Fn::Join': [
                    '/',
                    ['service/x', { 'Fn::GetAtt': [logicalId, 'Name'] }],
                  ],
                },
              },
            },
          },
        },
        { region: 'us-east-1' },
      ).monthly;

    expect(monthly(1, 'Service')).toBe(14.78 + 3.24);
    expect(monthly(3, 'Service')).toBeCloseTo(3 * 18.02, 1);
    expect(monthly(3, 'Definition')).toBe(18.02);
  });

  it('prices an Auto Scaling group by its launch template', () => {
    const result = estimate(
      {
        Resources: {
          Template: {
            Type: 'AWS::EC2::LaunchTemplate',
            Properties: {
              LaunchTemplateData: {
                InstanceType: 't4g.small',
                BlockDeviceMappings: [
                  { Ebs: { VolumeType: 'gp3', VolumeSize: 20 } },
                ],
              },
            },
          },
          Group: {
            Type: 'AWS::AutoScaling::AutoScalingGroup',
            Properties: {
              MinSize: '2',
              LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' } },
            },
          },
        },
      },
      { region: 'us-east-1' },
    );
    expect(result.monthly).toBe(24.53 + 3.2);
  });
});

describe('estimate, what it does not know', () => {
  it('lists identities and networks without traffic as free', () => {
    const { free, unpriced, monthly } = estimate(
      {
        Resources: {
          Role: { Type: 'AWS::IAM::Role' },
          Vpc: { Type: 'AWS::EC2::VPC' },
          Endpoint: { Type: 'AWS::EC2::VPCEndpoint' },
          Custom: { Type: 'Custom::Thing' },
        },
      },
      { region: 'us-east-1' },
    );
    expect(monthly).toBe(0);
    expect(unpriced).toEqual([]);
    expect(free).toEqual([
      'AWS::EC2::VPC',
      'AWS::EC2::VPCEndpoint',
      'AWS::IAM::Role',
      'Custom::Thing',
    ]);
  });

  it('names types and sizes that the book lacks, and leaves them out of the sum', () => {
    expect(price('AWS::Redshift::Cluster').unpriced).toEqual([
      'AWS::Redshift::Cluster',
    ]);
    const { unpriced, hints } = price('AWS::EC2::Instance', {
      InstanceType: 'x1e.32xlarge',
    });
    expect(unpriced).toEqual(['AWS::EC2::Instance']);
    expect(hints).toContainEqual(
      expect.stringContaining('no price in the book for x1e.32xlarge'),
    );
  });

  it('uses another region’s figure where the book has none, and says so', () => {
    const { monthly, hints } = price(
      'AWS::DocDB::DBInstance',
      { DBInstanceClass: 'db.t3.medium' },
      { region: 'eu-central-1' },
    );
    expect(monthly).toBe(56.94);
    expect(hints).toContainEqual(
      expect.stringContaining('priced as in us-east-1'),
    );
  });

  it('has figures of its own for the regions it names', () => {
    const medium = (region: string) =>
      price('AWS::EC2::Instance', { InstanceType: 't3.medium' }, { region })
        .line.unitPrice;
    expect(PRICED_REGIONS.map(medium)).toEqual([
      0.0416, 0.0416, 0.0416, 0.0456, 0.048,
    ]);
  });
});

describe('estimate, intrinsics', () => {
  const template: CloudFormationTemplate = {
    Parameters: {
      Size: { Type: 'String', Default: 't3.small' },
      Stage: { Type: 'String', Default: 'dev' },
      Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/x' },
    },
    Mappings: {
      Zones: { dev: { multi: 'false' }, production: { multi: 'true' } },
    },
    Conditions: {
      IsProduction: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] },
      IsNot: { 'Fn::Not': [{ Condition: 'IsProduction' }] },
    },
    Resources: {
      Host: {
        Type: 'AWS::EC2::Instance',
        Properties: {
          InstanceType: { Ref: 'Size' },
          BlockDeviceMappings: [{ Ebs: { VolumeType: 'gp3', VolumeSize: 10 } }],
        },
      },
      Database: {
        Type: 'AWS::RDS::DBInstance',
        Properties: {
          Engine: 'postgres',
          DBInstanceClass: {
            'Fn::If': [
              'IsProduction',
              { 'Fn::Join': ['.', ['db', 'r5', 'large']] },
              { 'Fn::Sub': 'db.${Size}' },
            ],
          },
          AllocatedStorage: '20',
          MultiAZ: { 'Fn::FindInMap': ['Zones', { Ref: 'Stage' }, 'multi'] },
        },
      },
      Address: { Type: 'AWS::EC2::EIP', Condition: 'IsProduction' },
      Key: { Type: 'AWS::KMS::Key', Condition: 'IsNot' },
    },
  };

  it('follows parameters, mappings and conditions', () => {
    const dev = estimate(template, { region: 'us-east-1' });
    const production = estimate(template, {
      region: 'us-east-1',
      parameters: { Stage: 'production', Size: 't3.large' },
    });
    expect(dev.lines.map(line => line.logicalId)).toEqual([
      'Database',
      'Database',
      'Host',
      'Host',
      'Key',
    ]);
    expect(dev.monthly).toBe(26.28 + 2.3 + 15.18 + 0.8 + 1);
    expect(production.monthly).toBe(3.65 + 365 + 4.6 + 60.74 + 0.8);
  });

  it('assumes what only a deployment can tell, with a hint', () => {
    const { monthly, hints } = price('AWS::EC2::Volume', {
      VolumeType: 'gp3',
      Size: { 'Fn::ImportValue': 'size' },
    });
    expect(monthly).toBe(0.64);
    expect(hints).toEqual([
      'It: Size cannot be told before deployment; 8 is assumed',
    ]);
  });
});

describe('estimate, properties', () => {
  const resource: fc.Arbitrary<TemplateResource> = fc.oneof(
    fc.record({
      Type: fc.constant('AWS::EC2::Instance'),
      Properties: fc.record({
        InstanceType: fc.constantFrom('t3.micro', 'm5.large', 'made.up'),
      }),
    }),
    fc.record({
      Type: fc.constant('AWS::RDS::DBInstance'),
      Properties: fc.record({
        Engine: fc.constant('postgres'),
        DBInstanceClass: fc.constantFrom('db.t3.micro', 'db.r5.large'),
        AllocatedStorage: fc.oneof(
          fc.nat(5000),
          fc.constant({ Ref: 'Nobody' }),
        ),
        MultiAZ: fc.boolean(),
      }),
    }),
    fc.record({
      Type: fc.constantFrom(
        'AWS::S3::Bucket',
        'AWS::KMS::Key',
        'AWS::EC2::EIP',
        'AWS::IAM::Role',
        'AWS::Logs::LogGroup',
        'AWS::Made::Up',
      ),
      Properties: fc.dictionary(
        fc.string(),
        fc.jsonValue() as fc.Arbitrary<unknown>,
      ),
    }),
  );
  const resources = fc.dictionary(
    fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,8}$/),
    resource,
  );
  const region = fc.constantFrom(...PRICED_REGIONS, 'ap-south-2');

  it('is the sum of its lines, none negative', () => {
    fc.assert(
      fc.property(resources, region, (Resources, where) => {
        const result = estimate({ Resources }, { region: where });
        expect(result.monthly).toBe(
          sumCents(result.lines.map(line => line.monthly)),
        );
        expect(result.lines.every(line => line.monthly >= 0)).toBe(true);
      }),
    );
  });

  it('never falls when a resource is added', () => {
    fc.assert(
      fc.property(resources, resource, region, (Resources, added, where) => {
        const before = estimate({ Resources }, { region: where });
        const after = estimate(
          { Resources: { ...Resources, zAdded: added } },
          { region: where },
        );
        expect(after.monthly).toBeGreaterThanOrEqual(before.monthly);
      }),
    );
  });

  it('does not depend on the order of resources', () => {
    fc.assert(
      fc.property(resources, region, (Resources, where) => {
        const reversed = Object.fromEntries(
          Object.entries(Resources).reverse(),
        );
        expect(estimate({ Resources: reversed }, { region: where })).toEqual(
          estimate({ Resources }, { region: where }),
        );
      }),
    );
  });

  it('prices whatever properties a resource has, without falling over', () => {
    const intrinsic = fc
      .tuple(
        fc.constantFrom(
          'Ref',
          'Fn::If',
          'Fn::Join',
          'Fn::Split',
          'Fn::Select',
          'Fn::FindInMap',
          'Fn::Sub',
          'Fn::GetAtt',
          'Fn::ImportValue',
        ),
        fc.jsonValue(),
      )
      .map(([name, operand]) => ({ [name]: operand }));
    const value = fc.oneof(intrinsic, fc.array(intrinsic), fc.jsonValue());
    const names = fc.constantFrom(
      'InstanceType',
      'BlockDeviceMappings',
      'AllocatedStorage',
      'MultiAZ',
      'DesiredCount',
      'TaskDefinition',
      'CapacityProviderStrategy',
      'Subnets',
      'SubnetMappings',
      'Rules',
      'Metrics',
      'ClusterConfig',
      'LaunchTemplate',
      'NumNodeGroups',
      'EventSelectors',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(rules)),
        fc.dictionary(names, value as fc.Arbitrary<unknown>),
        (Type, Properties) => {
          const { monthly } = price(Type, Properties);
          expect(monthly).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
