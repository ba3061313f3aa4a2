import { App, Stack } from 'aws-cdk-lib/core';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { stagePolicy } from '../../schema';
import { ThreeTierNetwork } from '../network/ThreeTierNetwork';
import { Spoke } from './Spoke';

describe('Spoke', () => {
  it.each(['none', 'single'] as const)(
    'leads from every private subnet to the hub, with NAT gateways: %s',
    natGateways => {
      const stack = new Stack(new App(), 'Example', {
        env: { account: '111122223333', region: 'us-east-1' },
      });
      const network = new ThreeTierNetwork(stack, 'Network', {
        policy: stagePolicy('dev'),
        key: new Key(stack, 'Key'),
        cidr: '10.20.0.0/16',
        availabilityZones: 2,
        natGateways,
        flowLogGroupName: '/example/flow-logs',
      });
      new Spoke(stack, 'Spoke', {
        network,
        transitGatewayId: 'tgw-0123456789abcdef0',
        hubCidrs: ['10.0.0.0/16'],
      });
      const routes = Template.fromStack(stack).findResources(
        'AWS::EC2::Route',
        { Properties: { TransitGatewayId: 'tgw-0123456789abcdef0' } },
      );
      expect(Object.keys(routes)).toHaveLength(2);
    },
  );
});
