import { estimate } from './estimate';
import type { CloudFormationTemplate } from './template';

const price = (template: CloudFormationTemplate) =>
  estimate(template, { region: 'us-east-1' });

/** What once cost next to nothing by an estimate, and much by the bill. */
describe('what a template states in another way', () => {
  const service = (Cpu: unknown, Memory: unknown): CloudFormationTemplate => ({
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Cpu, Memory, RequiresCompatibilities: ['FARGATE'] },
      },
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: 2 },
      },
    },
  });

  it('prices sizes of tasks with their units as without', () => {
    const plain = price(service('1024', '2048')).monthly;
    expect(plain).toBeGreaterThan(70);
    expect(price(service('1 vCPU', '2 GB')).monthly).toBe(plain);
    expect(price(service('1vcpu', '2GB')).monthly).toBe(plain);
    expect(price(service(1024, 2048)).monthly).toBe(plain);
    expect(price(service('.5 vCPU', '2 GB')).monthly).toBeLessThan(plain);
  });

  it('keeps the hint of a guess about a related resource', () => {
    const { hints } = price(service({ 'Fn::ImportValue': 'cpu' }, 'much'));
    expect(hints).toContain(
      'Task: Cpu cannot be told before deployment; 256 is assumed',
    );
    expect(hints).toContain(
      'Task: Memory is not a size that is known; 0.5 is assumed',
    );
  });

  it('adds the capacity of indexes to that of their table', () => {
    const table = (indexes: unknown[]) =>
      price({
        Resources: {
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              ProvisionedThroughput: {
                ReadCapacityUnits: 10,
                WriteCapacityUnits: 10,
              },
              GlobalSecondaryIndexes: indexes,
            },
          },
        },
      }).lines.filter(({ unit }) => /CU-hour/.test(unit));
    const capacity = {
      ProvisionedThroughput: {
        ReadCapacityUnits: 100,
        WriteCapacityUnits: '200',
      },
    };
    expect(table([]).map(({ quantity }) => quantity / 730)).toEqual([10, 10]);
    expect(table([capacity]).map(({ quantity }) => quantity / 730)).toEqual([
      210, 110,
    ]);
    expect(table([{}]).map(({ quantity }) => quantity / 730)).toEqual([15, 15]);
  });

  it.each(['AWS::Lambda::Alias', 'AWS::Lambda::Version'])(
    'prices what %s keeps ready of its function',
    Type => {
      const { lines } = price({
        Resources: {
          Function: {
            Type: 'AWS::Lambda::Function',
            Properties: { MemorySize: 1024 },
          },
          Ready: {
            Type,
            Properties: {
              FunctionName: { Ref: 'Function' },
              ProvisionedConcurrencyConfig: {
                ProvisionedConcurrentExecutions: 10,
              },
            },
          },
        },
      });
      // 10 GB × 730 h × 3600 s × $0.0000041667
      expect(
        lines.find(({ logicalId }) => logicalId === 'Ready'),
      ).toMatchObject({ monthly: 109.5 });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['AWS::ApiGateway::Stage', { CacheClusterEnabled: true }],
    [
      'AWS::ApiGateway::Deployment',
      {
        StageDescription: {
          CacheClusterEnabled: 'true',
          CacheClusterSize: '0.5',
        },
      },
    ],
  ])('prices the cache of %s by the hour', (Type, Properties) => {
    expect(price({ Resources: { It: { Type, Properties } } }).monthly).toBe(
      14.6,
    );
    expect(price({ Resources: { It: { Type } } })).toMatchObject({
      monthly: 0,
      free: [Type],
    });
  });

  it('prices an instance by its launch template', () => {
    const host = (Properties: Record<string, unknown>) =>
      price({
        Resources: {
          Launch: {
            Type: 'AWS::EC2::LaunchTemplate',
            Properties: {
              LaunchTemplateData: {
                InstanceType: 'm5.4xlarge',
                BlockDeviceMappings: [
                  { Ebs: { VolumeType: 'gp3', VolumeSize: 500 } },
                ],
              },
            },
          },
          Host: { Type: 'AWS::EC2::Instance', Properties },
        },
      });
    const launched = host({
      LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' }, Version: '1' },
    });
    expect(launched.lines.map(({ description }) => description)).toEqual([
      'm5.4xlarge instance, Linux',
      '500 GB gp3 volume',
    ]);
    const own = host({
      LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } },
      InstanceType: 't3.nano',
    });
    expect(own.lines[0].description).toBe('t3.nano instance, Linux');
    expect(
      host({ LaunchTemplate: { LaunchTemplateName: 'x' } }).hints,
    ).toContain(
      'Host: its launch template is elsewhere; m5.large and a small volume are assumed',
    );
  });

  it('counts the replicas that shards have of their own', () => {
    const nodes = (Properties: Record<string, unknown>) =>
      price({
        Resources: {
          Cache: { Type: 'AWS::ElastiCache::ReplicationGroup', Properties },
        },
      }).lines[0].description;
    expect(
      nodes({ NodeGroupConfiguration: [{ ReplicaCount: 2 }, {}] }),
    ).toMatch(/^4 ×/);
    expect(
      nodes({
        NodeGroupConfiguration: [{ ReplicaCount: '1' }],
        ReplicasPerNodeGroup: 1,
      }),
    ).toMatch(/^2 ×/);
  });

  it('prices what scales by itself by its fewest units', () => {
    const scaled = (resources: CloudFormationTemplate['Resources']) =>
      price({
        Resources: {
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              ProvisionedThroughput: {
                ReadCapacityUnits: 1,
                WriteCapacityUnits: 1,
              },
            },
          },
          Function: { Type: 'AWS::Lambda::Function' },
          Live: {
            Type: 'AWS::Lambda::Alias',
            Properties: { FunctionName: { Ref: 'Function' } },
          },
          ...resources,
        },
      });
    const target = (ResourceId: unknown, ScalableDimension: string) => ({
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: { MinCapacity: 100, ScalableDimension, ResourceId },
    });
    const { lines } = scaled({
      Writes: target(
        { 'Fn::Sub': 'table/${Table}' },
        'dynamodb:table:WriteCapacityUnits',
      ),
      Ready: target(
        { 'Fn::Join': ['', ['function:', { Ref: 'Live' }]] },
        'lambda:function:ProvisionedConcurrency',
      ),
    });
    expect(
      lines
        .filter(({ unit }) => /CU-hour/.test(unit))
        .map(({ quantity }) => quantity / 730),
    ).toEqual([100, 1]);
    expect(lines.map(({ description }) => description)).toContain(
      '100 provisioned executions of 128 MB',
    );
    expect(scaled({}).monthly).toBeLessThan(2);
  });

  it('prices a service by the usual capacity of its cluster, and says where its tasks cost nothing themselves', () => {
    const run = (strategy: unknown[]) =>
      price({
        Resources: {
          Cluster: {
            Type: 'AWS::ECS::Cluster',
            Properties: { DefaultCapacityProviderStrategy: strategy },
          },
          Task: {
            Type: 'AWS::ECS::TaskDefinition',
            Properties: { Cpu: '1024', Memory: '2048' },
          },
          Service: {
            Type: 'AWS::ECS::Service',
            Properties: {
              Cluster: { Ref: 'Cluster' },
              TaskDefinition: { Ref: 'Task' },
            },
          },
        },
      });
    expect(run([{ CapacityProvider: 'FARGATE' }]).monthly).toBeGreaterThan(30);
    expect(run([])).toMatchObject({
      monthly: 0,
      hints: [
        'Service: its tasks are priced by the instances on which they run, where those are',
      ],
    });
  });

  it('takes RDS’s spellings of an engine, and says that Aurora I/O-Optimized is priced as standard', () => {
    const database = (Engine: string) =>
      price({
        Resources: {
          Database: {
            Type: 'AWS::RDS::DBInstance',
            Properties: { Engine, DBInstanceClass: 'db.t3.medium' },
          },
        },
      });
    expect(database('Postgres')).toMatchObject({
      unpriced: [],
      monthly: database('postgres').monthly,
    });
    expect(
      price({
        Resources: {
          Cluster: {
            Type: 'AWS::RDS::DBCluster',
            Properties: {
              Engine: 'aurora-postgresql',
              StorageType: 'aurora-iopt1',
            },
          },
        },
      }).hints,
    ).toEqual([expect.stringMatching(/^Cluster: I\/O-Optimized is priced as/)]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'AWS::OpenSearchService::Domain',
      {
        ClusterConfig: {
          InstanceType: 't3.small.search',
          WarmEnabled: true,
          WarmType: 'ultrawarm1.large.search',
          WarmCount: 3,
        },
      },
      '3 × ultrawarm1.large.search warm node',
    ],
    [
      'AWS::OpenSearchService::Domain',
      {
        ClusterConfig: {
          InstanceType: 't3.small.search',
          NodeOptions: [
            {
              NodeType: 'coordinator',
              NodeConfig: { Enabled: true, Type: 'r9.huge.search', Count: 2 },
            },
          ],
        },
      },
      'r9.huge.search coordinator',
    ],
    [
      'AWS::RDS::DBCluster',
      { Engine: 'aurora', EngineMode: 'serverless' },
      'Aurora Serverless v1',
    ],
    [
      'AWS::EFS::FileSystem',
      { ThroughputMode: 'provisioned', ProvisionedThroughputInMibps: 1024 },
      '1024 MiB/s of provisioned throughput',
    ],
    [
      'AWS::EC2::Instance',
      { InstanceType: 'm5.large', Tenancy: 'dedicated' },
      'm5.large instance, dedicated',
    ],
    [
      'AWS::AutoScaling::AutoScalingGroup',
      {
        MinSize: '2',
        MixedInstancesPolicy: {
          LaunchTemplate: {
            Overrides: [{ InstanceRequirements: { VCpuCount: { Min: 96 } } }],
          },
        },
      },
      '2 × chosen by requirements instance, Linux',
    ],
    [
      'AWS::AutoScaling::WarmPool',
      { PoolState: 'Running' },
      'Running instances that wait',
    ],
    [
      'AWS::ECS::CapacityProvider',
      { ManagedInstancesProvider: {} },
      'Instances that ECS manages',
    ],
    [
      'AWS::Lambda::EventSourceMapping',
      { ProvisionedPollerConfig: { MinimumPollers: 200 } },
      '200 provisioned pollers',
    ],
  ])('names the part without a price: of %s %j', (Type, Properties, part) => {
    const { unpriced, unpricedParts } = price({
      Resources: { It: { Type, Properties } },
    });
    expect(unpriced).toEqual([Type]);
    expect(unpricedParts.map(({ description }) => description)).toEqual([part]);
    // What ask for none of it stay priced, or free.
    expect(price({ Resources: { It: { Type } } }).unpriced).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['AWS::Redshift::Cluster', {}],
    ['AWS::APS::Scraper', {}],
    ['AWS::CloudFormation::Stack', {}],
    ['AWS::CloudFormation::StackSet', {}],
    ['AWS::ServiceCatalog::CloudFormationProvisionedProduct', {}],
    ['AWS::Serverless::Function', {}],
    ['AWS::EC2::Instance', { InstanceType: 'p4d.24xlarge' }],
  ])('names what has no price: %s', (Type, Properties) => {
    const { unpriced, unpricedParts } = price({
      Resources: { It: { Type, Properties } },
    });
    expect(unpriced).toEqual([Type]);
    expect(unpricedParts).toEqual([
      {
        logicalId: 'It',
        resourceType: Type,
        description: Properties.InstanceType
          ? 'p4d.24xlarge instance, Linux'
          : Type,
      },
    ]);
  });

  it('names a loop, and a resource without a type, as what has no price', () => {
    const template: CloudFormationTemplate = JSON.parse(
      '{"Resources":{"Fn::ForEach::Hosts":["N",["a"],{"Host${N}":{"Type":"AWS::EC2::Instance"}}],"Odd":{"Type":7},"None":null}}',
    );
    expect(price(template).unpriced).toEqual(['Fn::ForEach', 'without a type']);
  });

  it('reads lists with blanks, and mappings with a default value', () => {
    const subnets = (list: string) =>
      price({
        Parameters: { Ids: { Type: 'CommaDelimitedList', Default: list } },
        Mappings: { Sizes: { a: { Type: 't3.nano' } } },
        Resources: {
          Host: {
            Type: 'AWS::EC2::Instance',
            Properties: {
              InstanceType: {
                'Fn::FindInMap': [
                  'Sizes',
                  { 'Fn::Select': [1, { Ref: 'Ids' }] },
                  'Type',
                  { DefaultValue: 't3.large' },
                ],
              },
            },
          },
        },
      }).lines[0].description;
    expect(subnets('x, a')).toBe('t3.nano instance, Linux');
    expect(subnets('x,b')).toBe('t3.large instance, Linux');
  });
});
