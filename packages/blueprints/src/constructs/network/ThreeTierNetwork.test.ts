import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, Stack } from 'aws-cdk-lib/core';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { DATA_SUBNETS, type ThreeTierNetworkProps } from './ThreeTierNetwork';

function network(
  overrides: Partial<ThreeTierNetworkProps> = {},
  stage: Stage = 'dev',
) {
  const parts = exampleParts(stage);
  const made = exampleNetwork(parts, overrides);
  return {
    made,
    resolve: (value: unknown) => parts.stack.resolve(value),
    template: Template.fromStack(parts.stack),
  };
}

/** How many route tables of each tier lead to the internet. */
function tiersWithWayOut(template: Template) {
  const tiers = { Public: 0, Private: 0, Isolated: 0 };
  for (const { Properties } of Object.values(
    template.findResources('AWS::EC2::Route', {
      Properties: { DestinationCidrBlock: '0.0.0.0/0' },
    }),
  )) {
    for (const tier of Object.keys(tiers) as Array<keyof typeof tiers>) {
      if (Properties.RouteTableId.Ref.includes(tier)) {
        tiers[tier] += 1;
      }
    }
  }
  return tiers;
}

describe('ThreeTierNetwork', () => {
  const { made, resolve, template } = network(
    { availabilityZones: 3, natGateways: 'per-zone' },
    'production',
  );

  it('has three tiers in each zone, each subnet a sixteenth of the network', () => {
    const blocks = Object.values(
      template.findResources('AWS::EC2::Subnet'),
    ).map(({ Properties }) => Properties.CidrBlock);
    expect(blocks).toEqual(
      [0, 16, 32, 48, 64, 80, 96, 112, 128].map(third => `10.20.${third}.0/20`),
    );
  });

  it('gives nothing a public address by itself', () => {
    const byItself = Object.values(
      template.findResources('AWS::EC2::Subnet'),
    ).map(({ Properties }) => Properties.MapPublicIpOnLaunch);
    expect(new Set(byItself)).toEqual(new Set([false]));
  });

  it('lets public and private subnets out, and no isolated one', () => {
    expect(tiersWithWayOut(template)).toEqual({
      Public: 3,
      Private: 3,
      Isolated: 0,
    });
    expect(made.natGatewayIds()).toHaveLength(3);
  });

  it('lets only the network itself in and out of the isolated subnets, whatever security groups say', () => {
    const entries = Object.values(
      template.findResources('AWS::EC2::NetworkAclEntry'),
    ).map(({ Properties }) => Properties);
    expect(entries).toHaveLength(2);
    for (const entry of entries) {
      expect(entry).toMatchObject({
        CidrBlock: '10.20.0.0/16',
        RuleAction: 'allow',
      });
    }
    expect(entries.map(({ Egress }) => Egress).sort()).toEqual([false, true]);
    const fenced = Object.values(
      template.findResources('AWS::EC2::SubnetNetworkAclAssociation'),
    ).map(({ Properties }) => Properties.SubnetId);
    expect(fenced).toEqual(resolve(made.subnetIds(DATA_SUBNETS)));
  });

  it('reaches S3 without the internet', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::EC2::VPCEndpoint', {
        Properties: { VpcEndpointType: 'Gateway' },
      }),
    );
    expect(JSON.stringify(Properties.ServiceName)).toContain('s3');
    expect(Properties.RouteTableIds).toHaveLength(9);
  });

  it('records all of its traffic in an encrypted log group, for as long as the stage says', () => {
    const [group] = Object.keys(
      template.findResources('AWS::Logs::LogGroup', {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: {
          LogGroupName: '/plinth/example/flow-logs',
          RetentionInDays: 365,
          KmsKeyId: Match.anyValue(),
        },
      }),
    );
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogGroupName: { Ref: group },
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Sid: 'WriteFlowLogs',
            Resource: { 'Fn::GetAtt': [group, 'Arn'] },
          }),
        ],
      },
    });
  });

  it('needs no function', () => {
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('shares one NAT gateway between zones where asked', () => {
    const single = network().template;
    single.resourceCountIs('AWS::EC2::NatGateway', 1);
    expect(tiersWithWayOut(single)).toEqual({
      Public: 2,
      Private: 2,
      Isolated: 0,
    });
  });

  it('keeps private subnets from the internet without NAT gateways', () => {
    const none = network({ natGateways: 'none' }).template;
    none.resourceCountIs('AWS::EC2::NatGateway', 0);
    expect(tiersWithWayOut(none).Private).toBe(0);
  });

  it('leaves the private way out to a firewall where asked, and has the gateways behind it', () => {
    const inspected = network({ inspected: true });
    expect(tiersWithWayOut(inspected.template).Private).toBe(0);
    expect(inspected.made.natGatewayIds()).toHaveLength(1);
  });

  it.each([
    ['10.20.0.0', /^cidr: 10\.20\.0\.0 is not an IPv4 block/],
    ['10.20.0.1/16', /^cidr: 10\.20\.0\.1\/16 is not an IPv4 block/],
    ['10.0.0.0/8', /must have a prefix from \/16 to \/20/],
    ['10.20.0.0/24', /must have a prefix from \/16 to \/20/],
  ])('refuses the block %s', (cidr, message) => {
    expect(() => exampleNetwork(exampleParts(), { cidr })).toThrow(message);
  });

  it('refuses more zones than its stack knows', () => {
    // Without an account and a region, CDK counts on two.
    const stack = new Stack(new App(), 'Anywhere');
    expect(() =>
      exampleNetwork({ ...exampleParts(), stack }, { availabilityZones: 3 }),
    ).toThrow(
      'availabilityZones: 3 are asked for, and the stack knows 2; ask for fewer',
    );
  });
});
