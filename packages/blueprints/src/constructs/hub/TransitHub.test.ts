import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { SERVICE_SUBNETS } from '../network/ThreeTierNetwork';
import { GatewayShare } from './GatewayShare';
import { SiteToSiteVpn } from './SiteToSiteVpn';
import { TransitHub } from './TransitHub';

const PRODUCTION = 'tgw-attach-0123456789abcdef0';
const DEVELOPMENT = 'tgw-attach-0123456789abcdef1';
const PARTNER = 'tgw-attach-0123456789abcdef2';

describe('the hub', () => {
  const parts = exampleParts('shared');
  const { stack, policy, key, alerts, runbooksUrl } = parts;
  const network = exampleNetwork(parts);
  const hub = new TransitHub(stack, 'Transit', {
    network,
    alerts,
    runbooksUrl,
    name: 'example',
    amazonSideAsn: 64512,
    reachableCidrs: ['10.0.0.0/8', '192.168.0.0/16'],
    members: [
      { attachmentId: PRODUCTION, group: 'production' },
      { attachmentId: DEVELOPMENT, group: 'non-production' },
      { attachmentId: PARTNER, group: 'external' },
    ],
  });
  new GatewayShare(stack, 'Share', {
    name: 'example',
    resourceArn: hub.gatewayArn,
    organizationId: 'o-example1234',
    managementAccount: '123456789012',
    shareWith: ['organization', 'ou-ab12-cd34ef56', '444455556666'],
  });
  new SiteToSiteVpn(stack, 'Vpn', {
    policy,
    key,
    alerts,
    runbooksUrl,
    name: 'example',
    transitGatewayId: hub.gateway.ref,
    customerGatewayIp: '203.0.113.10',
    customerGatewayAsn: 65010,
    logGroupName: '/plinth/example/vpn',
  });
  const template = Template.fromStack(stack);
  const tableOf = (group: keyof typeof hub.routeTables) =>
    stack.resolve(hub.routeTables[group].ref);
  const expectAlarm = (properties: Record<string, unknown>) =>
    template.hasResourceProperties('AWS::CloudWatch::Alarm', properties);

  describe('TransitHub', () => {
    it('accepts attachments, and lets none into a route table by itself', () => {
      template.hasResourceProperties('AWS::EC2::TransitGateway', {
        AmazonSideAsn: 64512,
        AutoAcceptSharedAttachments: 'enable',
        DefaultRouteTableAssociation: 'disable',
        DefaultRouteTablePropagation: 'disable',
      });
    });

    it.each([
      [PRODUCTION, 'production', ['hub', 'production', 'external']],
      [DEVELOPMENT, 'non-production', ['hub', 'non-production', 'external']],
      [PARTNER, 'external', ['hub', 'production', 'non-production']],
    ] as const)(
      'lets %s look up its way as %s, and is known to %j',
      (id, group, learners) => {
        const attachment = { TransitGatewayAttachmentId: id };
        template.hasResourceProperties(
          'AWS::EC2::TransitGatewayRouteTableAssociation',
          { ...attachment, TransitGatewayRouteTableId: tableOf(group) },
        );
        const known = Object.values(
          template.findResources(
            'AWS::EC2::TransitGatewayRouteTablePropagation',
            { Properties: attachment },
          ),
        ).map(({ Properties }) => Properties.TransitGatewayRouteTableId);
        expect(known).toHaveLength(3);
        expect(known).toEqual(expect.arrayContaining(learners.map(tableOf)));
      },
    );

    it('attaches its own private subnets, which send to the reachable networks through it', () => {
      template.hasResourceProperties('AWS::EC2::TransitGatewayAttachment', {
        VpcId: stack.resolve(network.vpc.vpcId),
        SubnetIds: stack.resolve(network.subnetIds(SERVICE_SUBNETS)),
      });
      const routes = template.findResources('AWS::EC2::Route', {
        // A route is refused until the gateway is attached.
        DependsOn: [stack.getLogicalId(hub.attachment)],
        Properties: { TransitGatewayId: stack.resolve(hub.gateway.ref) },
      });
      const ways = Object.values(routes).map(
        ({ Properties }) =>
          `${/(Public|Private|Isolated)/.exec(Properties.RouteTableId.Ref)?.[0]} ${Properties.DestinationCidrBlock}`,
      );
      expect(ways.sort()).toEqual([
        'Private 10.0.0.0/8',
        'Private 10.0.0.0/8',
        'Private 192.168.0.0/16',
        'Private 192.168.0.0/16',
      ]);
    });

    it('says when it drops packets that have no route', () => {
      expectAlarm({
        MetricName: 'PacketDropCountNoRoute',
        AlarmDescription: Match.stringLikeRegexp('transit-gateway-drops\\.md$'),
        Threshold: 1000,
        Statistic: 'Sum',
      });
    });
  });

  describe('GatewayShare', () => {
    it('shares with the organization, its units and accounts, and never outside of it', () => {
      template.hasResourceProperties('AWS::RAM::ResourceShare', {
        AllowExternalPrincipals: false,
        ResourceArns: [stack.resolve(hub.gatewayArn)],
        Principals: [
          'arn:aws:organizations::123456789012:organization/o-example1234',
          'arn:aws:organizations::123456789012:ou/o-example1234/ou-ab12-cd34ef56',
          '444455556666',
        ],
      });
    });
  });

  describe('SiteToSiteVpn', () => {
    it('has two tunnels with strong ciphers alone, routes by BGP, and no key in the template', () => {
      const tunnel = {
        IKEVersions: [{ Value: 'ikev2' }],
        Phase1EncryptionAlgorithms: [
          { Value: 'AES256' },
          { Value: 'AES256-GCM-16' },
        ],
        Phase2EncryptionAlgorithms: [
          { Value: 'AES256' },
          { Value: 'AES256-GCM-16' },
        ],
        Phase1DHGroupNumbers: [{ Value: 19 }, { Value: 20 }, { Value: 21 }],
        Phase2DHGroupNumbers: [{ Value: 19 }, { Value: 20 }, { Value: 21 }],
        PreSharedKey: Match.absent(),
      };
      template.hasResourceProperties('AWS::EC2::VPNConnection', {
        StaticRoutesOnly: false,
        PreSharedKeyStorage: 'SecretsManager',
        VpnTunnelOptionsSpecifications: [
          Match.objectLike(tunnel),
          Match.objectLike(tunnel),
        ],
      });
      template.hasResourceProperties('AWS::EC2::CustomerGateway', {
        IpAddress: '203.0.113.10',
        BgpAsn: 65010,
      });
    });

    it('writes what its tunnels negotiate to an encrypted log group, which is there before', () => {
      const [group] = Object.keys(
        template.findResources('AWS::Logs::LogGroup', {
          Properties: {
            LogGroupName: '/plinth/example/vpn',
            RetentionInDays: 365,
            KmsKeyId: stack.resolve(key.keyArn),
          },
        }),
      );
      template.hasResource('AWS::EC2::VPNConnection', {
        DependsOn: Match.arrayWith([group]),
        Properties: {
          VpnTunnelOptionsSpecifications: Match.arrayWith([
            Match.objectLike({
              LogOptions: {
                CloudwatchLogOptions: Match.objectLike({
                  LogEnabled: true,
                  LogGroupArn:
                    'arn:aws:logs:us-east-1:111122223333:log-group:/plinth/example/vpn',
                }),
              },
            }),
          ]),
        },
      });
    });

    it('pages when no tunnel is up, and warns when one is down', () => {
      for (const [Statistic, severity] of [
        ['Maximum', 'critical'],
        ['Minimum', 'warning'],
      ] as const) {
        expectAlarm({
          MetricName: 'TunnelState',
          Statistic,
          ComparisonOperator: 'LessThanThreshold',
          Threshold: 1,
          // A tunnel that reports nothing is none.
          TreatMissingData: 'breaching',
          AlarmActions: [stack.resolve(alerts.topics[severity].topicArn)],
        });
      }
    });
  });
});
