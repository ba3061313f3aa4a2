import { quotaSharesOf } from './quotas';
import { fargateVcpus, hostVcpus, type CountedResources } from './vcpus';

describe('vCPUs of a host', () => {
  it.each([
    ['t3.micro', 2],
    ['t2.small', 1],
    ['m6g.medium', 1],
    ['t4g.medium', 2],
    ['m6i.large', 2],
    ['m6i.xlarge', 4],
    ['r6g.12xlarge', 48],
    // Of other quotas.
    ['g5.xlarge', 0],
    ['p4d.24xlarge', 0],
    ['m6i.metal', undefined],
    [{ Ref: 'Size' }, undefined],
  ])('of %j are %s', (type, vcpus) => {
    expect(hostVcpus(type)).toBe(vcpus);
  });
});

describe('vCPUs of a service', () => {
  const resources = (
    service: Record<string, unknown>,
    more: CountedResources = {},
  ): CountedResources => ({
    Service: {
      Type: 'AWS::ECS::Service',
      Properties: { TaskDefinition: { Ref: 'Task' }, ...service },
    },
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: '512' } },
    ...more,
  });
  const weighted = (...weights: [provider: unknown, weight: number][]) => ({
    CapacityProviderStrategy: weights.map(([CapacityProvider, Weight]) => ({
      CapacityProvider,
      Weight,
    })),
  });

  it.each<[string, CountedResources, number | undefined]>([
    ['one task', resources({ LaunchType: 'FARGATE' }), 0.5],
    ['three', resources({ ...weighted(['FARGATE', 1]), DesiredCount: 3 }), 1.5],
    ['spot', resources(weighted(['FARGATE_SPOT', 1])), 0],
    [
      'half spot',
      resources({
        ...weighted(['FARGATE', 1], ['FARGATE_SPOT', 1]),
        DesiredCount: 4,
      }),
      1,
    ],
    ['instances', resources({ LaunchType: 'EC2' }), 0],
    [
      'a provider of the template',
      resources(weighted([{ Ref: 'P' }, 1])),
      undefined,
    ],
    [
      'a definition of elsewhere',
      resources({ LaunchType: 'FARGATE', TaskDefinition: 'shop:3' }),
      undefined,
    ],
    [
      'the least of its scaling',
      resources(weighted(['FARGATE', 1]), {
        Scaling: {
          Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
          Properties: {
            MinCapacity: 2,
            ResourceId: {
              'Fn::Join': [
                '/',
                ['service', { 'Fn::GetAtt': ['Service', 'Name'] }],
              ],
            },
          },
        },
      }),
      1,
    ],
  ])('%s', (_, given, vcpus) => {
    expect(fargateVcpus('Service', given)).toBe(vcpus);
  });
});

describe('what a resource takes of quotas', () => {
  it('is one of its kind, in its zone where the quota is one of a zone', () => {
    const resources: CountedResources = {
      Subnet: {
        Type: 'AWS::EC2::Subnet',
        Properties: { AvailabilityZone: 'eu-west-1a' },
      },
      Nat: {
        Type: 'AWS::EC2::NatGateway',
        Properties: { SubnetId: { Ref: 'Subnet' } },
      },
      Elsewhere: {
        Type: 'AWS::EC2::NatGateway',
        Properties: { SubnetId: 'subnet-1' },
      },
      Network: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Type: 'network' },
      },
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
    };
    expect(
      Object.keys(resources).map(id => quotaSharesOf(id, resources)),
    ).toEqual([
      [],
      [{ quota: 'NAT gateways', amount: 1, zone: 'eu-west-1a' }],
      [{ quota: 'NAT gateways', amount: 1, zone: undefined }],
      [],
      [{ quota: 'Balancers', amount: 1 }],
    ]);
  });
});
