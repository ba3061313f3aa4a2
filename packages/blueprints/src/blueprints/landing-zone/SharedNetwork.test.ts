import { Match } from 'aws-cdk-lib/assertions';
import { sampleUnit, synthesized } from '../../testing/synthesized';

const small = (parameters: Record<string, unknown> = {}) =>
  sampleUnit('landing-zone', 'shared', { size: 'small', parameters });
const large = () => sampleUnit('landing-zone', 'shared', { size: 'large' });

describe('SharedNetwork', () => {
  it('shares a transit gateway with the organization alone (FND-6)', () => {
    const template = synthesized(small());
    template.hasResourceProperties('AWS::EC2::TransitGateway', {
      AmazonSideAsn: 64512,
      DefaultRouteTableAssociation: 'disable',
      DefaultRouteTablePropagation: 'disable',
    });
    template.hasResourceProperties('AWS::RAM::ResourceShare', {
      AllowExternalPrincipals: false,
      Principals: [
        'arn:aws:organizations::123456789012:organization/o-a1b2c3d4e5',
      ],
    });
    synthesized(
      small({ shareWith: ['ou-ab12-cd34ef56', '111122223333'] }),
    ).hasResourceProperties('AWS::RAM::ResourceShare', {
      Principals: [
        'arn:aws:organizations::123456789012:ou/o-a1b2c3d4e5/ou-ab12-cd34ef56',
        '111122223333',
      ],
    });
    synthesized(small({ shareWith: [] })).resourceCountIs(
      'AWS::RAM::ResourceShare',
      0,
    );
  });

  it('routes the hub to its spokes, and keeps stages apart (FND-6)', () => {
    const template = synthesized(large());
    template.resourceCountIs('AWS::EC2::TransitGatewayRouteTable', 4);
    const learned = (attachment: string) =>
      Object.values(
        template.findResources(
          'AWS::EC2::TransitGatewayRouteTablePropagation',
          { Properties: { TransitGatewayAttachmentId: attachment } },
        ),
      ).map(
        ({ Properties }) => Properties.TransitGatewayRouteTableId.Ref as string,
      );
    const production = learned('tgw-attach-0123456789abcdef0');
    expect(production).toHaveLength(3);
    expect(production.join()).not.toContain('nonproduction');
    const others = learned('tgw-attach-0123456789abcdef1');
    expect(others).toHaveLength(3);
    expect(others.join()).not.toMatch(/Tableproduction/);
    for (const block of ['10.0.0.0/8', '172.16.0.0/12']) {
      template.resourcePropertiesCountIs(
        'AWS::EC2::Route',
        { DestinationCidrBlock: block, TransitGatewayId: Match.anyValue() },
        3,
      );
    }
  });

  it('reaches a partner by VPN, whose keys are nowhere in the template (FND-8)', () => {
    const template = synthesized(large());
    template.hasResourceProperties('AWS::EC2::CustomerGateway', {
      IpAddress: '203.0.113.10',
      BgpAsn: 65000,
    });
    template.hasResourceProperties('AWS::EC2::VPNConnection', {
      TransitGatewayId: Match.anyValue(),
      PreSharedKeyStorage: 'SecretsManager',
      VpnTunnelOptionsSpecifications: [
        Match.objectLike({ IKEVersions: [{ Value: 'ikev2' }] }),
        Match.objectLike({ IKEVersions: [{ Value: 'ikev2' }] }),
      ],
    });
    expect(JSON.stringify(template)).not.toContain('"PreSharedKey"');
    synthesized(small()).resourceCountIs('AWS::EC2::VPNConnection', 0);
  });

  it('makes no network where there is no hub, as in the management account', () => {
    const template = synthesized(
      sampleUnit('landing-zone', 'shared', { size: 'organization' }),
    );
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.resourceCountIs('AWS::EC2::TransitGateway', 0);
    template.resourceCountIs('AWS::RAM::ResourceShare', 0);
    template.resourceCountIs('AWS::Organizations::Policy', 4);
    template.resourceCountIs('AWS::SSO::PermissionSet', 4);
  });

  it('offers AWS services over PrivateLink to the networks behind the hub (FND-8)', () => {
    const template = synthesized(small({ endpoints: ['sts', 'ecr'] }));
    template.resourcePropertiesCountIs(
      'AWS::EC2::VPCEndpoint',
      { VpcEndpointType: 'Interface', PrivateDnsEnabled: true },
      3,
    );
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.arrayWith([
        Match.objectLike({ CidrIp: '10.0.0.0/8', FromPort: 443, ToPort: 443 }),
      ]),
    });
  });
});
