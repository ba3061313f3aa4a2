import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Stage } from '../../schema';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import type { ThreeTierNetworkProps } from '../network/ThreeTierNetwork';
import { EgressFirewall } from './EgressFirewall';

function firewall(
  stage: Stage,
  network: Partial<ThreeTierNetworkProps> = {},
  allowedDomains = ['b.example.com', 'a.example.com'],
) {
  const parts = exampleParts(stage);
  new EgressFirewall(parts.stack, 'Egress', {
    policy: parts.policy,
    key: parts.key,
    network: exampleNetwork(parts, { inspected: true, ...network }),
    cidr: '10.20.0.0/16',
    name: 'example',
    allowedDomains,
    logGroupName: '/plinth/example/egress',
  });
  return Template.fromStack(parts.stack);
}

/** Targets of the routes to the internet, by the subnets whose table has them: `Private`, `Public`, `Egress`. */
function waysOut(template: Template): Record<string, string[]> {
  const ways: Record<string, string[]> = {};
  for (const { Properties } of Object.values(
    template.findResources('AWS::EC2::Route', {
      Properties: { DestinationCidrBlock: '0.0.0.0/0' },
    }),
  )) {
    const [, tier] =
      /(Public|Private|Isolated|Egress)/.exec(Properties.RouteTableId.Ref) ??
      [];
    const target = ['NatGatewayId', 'VpcEndpointId', 'GatewayId'].find(
      name => name in Properties,
    );
    (ways[String(tier)] ??= []).push(String(target));
  }
  return ways;
}

describe('EgressFirewall', () => {
  const template = firewall('production', {
    availabilityZones: 3,
    natGateways: 'per-zone',
  });

  it('is the only way from the private tier to the internet, in each zone', () => {
    expect(waysOut(template)).toEqual({
      Public: ['GatewayId', 'GatewayId', 'GatewayId'],
      Private: ['VpcEndpointId', 'VpcEndpointId', 'VpcEndpointId'],
      Egress: ['NatGatewayId', 'NatGatewayId', 'NatGatewayId'],
    });
  });

  it('leads to the NAT gateway of the same zone', () => {
    const gatewayOf = (id: RegExp) =>
      Object.entries(template.findResources('AWS::EC2::Route')).find(([key]) =>
        id.test(key),
      )?.[1].Properties.NatGatewayId.Ref;
    for (const zone of [1, 2, 3]) {
      expect(gatewayOf(new RegExp(`^EgressToNat${zone}`))).toMatch(
        new RegExp(`PublicSubnet${zone}NATGateway`),
      );
    }
  });

  it('takes answers back through the endpoint that the question passed', () => {
    const routes = Object.values(template.findResources('AWS::EC2::Route')).map(
      ({ Properties }) => Properties,
    );
    const endpointOf = (table: RegExp) =>
      routes.filter(
        ({ RouteTableId, VpcEndpointId }) =>
          VpcEndpointId && table.test(RouteTableId.Ref),
      );
    ['10.20.48.0/20', '10.20.64.0/20', '10.20.80.0/20'].forEach(
      (privateBlock, index) => {
        const [out] = endpointOf(new RegExp(`PrivateSubnet${index + 1}`));
        const [back] = endpointOf(new RegExp(`PublicSubnet${index + 1}`));
        expect(back.VpcEndpointId).toEqual(out.VpcEndpointId);
        expect(back.DestinationCidrBlock).toBe(privateBlock);
      },
    );
  });

  it('stands in subnets of its own at the end of the network', () => {
    const [{ Properties }] = Object.values(
      template.findResources('AWS::NetworkFirewall::Firewall'),
    );
    const blocks = Properties.SubnetMappings.map(
      ({ SubnetId }: { SubnetId: { Ref: string } }) =>
        template.findResources('AWS::EC2::Subnet')[SubnetId.Ref].Properties
          .CidrBlock,
    );
    expect(blocks).toEqual([
      '10.20.255.208/28',
      '10.20.255.224/28',
      '10.20.255.240/28',
    ]);
  });

  it('drops UDP, ICMP and other ports first, then passes listed host names, and drops the rest', () => {
    const only = (properties: Record<string, unknown>) => {
      const [id, ...others] = Object.keys(
        template.findResources('AWS::NetworkFirewall::RuleGroup', {
          Properties: properties,
        }),
      );
      expect(others).toEqual([]);
      return { ResourceArn: { Ref: id } };
    };
    const webOnly = only({
      RuleGroup: {
        RulesSource: {
          RulesString: Match.stringLikeRegexp(
            '^drop udp .*\ndrop icmp .*\ndrop tcp \\$HOME_NET any -> any !\\[80,443\\]',
          ),
        },
      },
    });
    const allowed = only({
      RuleGroup: {
        RulesSource: {
          RulesSourceList: {
            GeneratedRulesType: 'ALLOWLIST',
            Targets: ['a.example.com', 'b.example.com'],
            TargetTypes: ['HTTP_HOST', 'TLS_SNI'],
          },
        },
      },
    });
    template.hasResourceProperties('AWS::NetworkFirewall::FirewallPolicy', {
      FirewallPolicy: {
        StatelessDefaultActions: ['aws:forward_to_sfe'],
        StatelessFragmentDefaultActions: ['aws:drop'],
        StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
        StatefulDefaultActions: Match.arrayWith(['aws:drop_established']),
        StatefulRuleGroupReferences: [
          { ...webOnly, Priority: 1 },
          { ...allowed, Priority: 2 },
        ],
      },
    });
  });

  it('logs alerts and flows to an encrypted group, and refuses to be deleted', () => {
    template.hasResourceProperties(
      'AWS::NetworkFirewall::LoggingConfiguration',
      {
        LoggingConfiguration: {
          LogDestinationConfigs: ['ALERT', 'FLOW'].map(LogType =>
            Match.objectLike({ LogType, LogDestinationType: 'CloudWatchLogs' }),
          ),
        },
      },
    );
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/plinth/example/egress',
      KmsKeyId: Match.anyValue(),
      RetentionInDays: 365,
    });
    template.hasResourceProperties('AWS::NetworkFirewall::Firewall', {
      DeleteProtection: true,
      SubnetChangeProtection: true,
    });
  });

  it('sends all zones to one gateway where there is one, passes nothing without a list, and goes with a preview', () => {
    const small = firewall('preview', {}, []);
    expect(waysOut(small).Egress).toEqual(['NatGatewayId', 'NatGatewayId']);
    small.resourceCountIs('AWS::EC2::NatGateway', 1);
    // Answers to both zones arrive in the subnet of the only gateway.
    const back = Object.values(small.findResources('AWS::EC2::Route')).filter(
      ({ Properties }) =>
        Properties.VpcEndpointId &&
        Properties.RouteTableId.Ref.includes('PublicSubnet1'),
    );
    expect(back).toHaveLength(2);
    small.resourcePropertiesCountIs(
      'AWS::NetworkFirewall::RuleGroup',
      { RuleGroup: { RulesSource: { RulesSourceList: Match.anyValue() } } },
      0,
    );
    small.hasResourceProperties('AWS::NetworkFirewall::Firewall', {
      DeleteProtection: false,
    });
  });

  it('refuses a network that has a way past it', () => {
    expect(() => firewall('dev', { inspected: false })).toThrow(
      /^network: private subnets of .* past the firewall; set inspected$/,
    );
  });

  it('refuses a network that has no way out behind it', () => {
    expect(() => firewall('dev', { natGateways: 'none' })).toThrow(
      /^network: .* has no NAT gateway/,
    );
  });
});
