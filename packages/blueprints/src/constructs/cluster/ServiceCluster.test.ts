import { Template } from 'aws-cdk-lib/assertions';
import { exampleParts } from '../../testing/exampleParts';
import { exampleVpc } from '../../testing/exampleVpc';
import { ServiceCluster } from './ServiceCluster';

describe.each([
  ['preview', 'FARGATE_SPOT'],
  ['dev', 'FARGATE_SPOT'],
  ['staging', 'FARGATE'],
  ['production', 'FARGATE'],
] as const)('ServiceCluster at %s', (stage, provider) => {
  const { stack, policy } = exampleParts(stage);
  const { vpc } = exampleVpc(stack);
  const cluster = new ServiceCluster(stack, 'Cluster', {
    policy,
    vpc,
    name: 'claims',
  });
  const template = Template.fromStack(stack);

  it(`runs on ${provider} where a service says nothing else`, () => {
    expect(cluster.capacityProvider).toBe(provider);
    template.hasResourceProperties(
      'AWS::ECS::ClusterCapacityProviderAssociations',
      {
        Cluster: stack.resolve(cluster.cluster.ref),
        CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        DefaultCapacityProviderStrategy: [
          { CapacityProvider: provider, Weight: 1 },
        ],
      },
    );
  });

  it('lets services find each other by names that only the network resolves', () => {
    template.hasResourceProperties(
      'AWS::ServiceDiscovery::PrivateDnsNamespace',
      { Name: 'claims.internal', Vpc: stack.resolve(vpc.vpcId) },
    );
    template.hasResourceProperties('AWS::ECS::Cluster', {
      ClusterName: 'claims',
      ServiceConnectDefaults: {
        Namespace: stack.resolve(cluster.namespace.attrArn),
      },
    });
  });

  it('measures its tasks', () => {
    template.hasResourceProperties('AWS::ECS::Cluster', {
      ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }],
    });
  });

  it('runs nothing by itself', () => {
    template.resourceCountIs('AWS::ECS::Service', 0);
    template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 0);
  });
});
