import { Template } from 'aws-cdk-lib/assertions';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import { Spoke } from './Spoke';

describe('Spoke', () => {
  it.each(['none', 'single'] as const)(
    'leads from every private subnet to the hub, and from no other, with NAT gateways: %s',
    natGateways => {
      const parts = exampleParts();
      const { stack } = parts;
      const network = exampleNetwork(parts, { natGateways });
      const spoke = new Spoke(stack, 'Spoke', {
        network,
        transitGatewayId: 'tgw-0123456789abcdef0',
        hubCidrs: ['10.0.0.0/16', '192.168.0.0/16'],
      });
      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::EC2::TransitGatewayAttachment', {
        TransitGatewayId: 'tgw-0123456789abcdef0',
        VpcId: stack.resolve(network.vpc.vpcId),
        SubnetIds: stack.resolve(network.subnetIds(SERVICE_SUBNETS)),
      });
      const routes = template.findResources('AWS::EC2::Route', {
        // AWS refuses a route to a gateway that is not attached yet.
        DependsOn: [stack.getLogicalId(spoke.attachment)],
        Properties: { TransitGatewayId: 'tgw-0123456789abcdef0' },
      });
      const { subnets } = network.vpc.selectSubnets({
        subnetGroupName: SERVICE_SUBNETS,
      });
      const expected = subnets.flatMap(({ routeTable }) =>
        ['10.0.0.0/16', '192.168.0.0/16'].map(DestinationCidrBlock => ({
          DestinationCidrBlock,
          RouteTableId: stack.resolve(routeTable.routeTableId),
          TransitGatewayId: 'tgw-0123456789abcdef0',
        })),
      );
      const made = Object.values(routes).map(({ Properties }) => Properties);
      expect(made).toHaveLength(expected.length);
      expect(made).toEqual(expect.arrayContaining(expected));
    },
  );
});
