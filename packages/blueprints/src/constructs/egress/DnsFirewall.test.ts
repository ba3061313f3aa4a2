import { Match, Template } from 'aws-cdk-lib/assertions';
import { exampleNetwork } from '../../testing/exampleNetwork';
import { exampleParts } from '../../testing/exampleParts';
import { DnsFirewall, PRIVATE_REVERSE_ZONES } from './DnsFirewall';

describe('DnsFirewall', () => {
  const parts = exampleParts();
  const { vpc } = exampleNetwork(parts);
  new DnsFirewall(parts.stack, 'Dns', {
    vpc,
    name: 'example',
    allowedDomains: ['b.example.com', 'a.example.com'],
  });
  const template = Template.fromStack(parts.stack);
  const listed = (...domains: string[]) => {
    const lists = template.findResources(
      'AWS::Route53Resolver::FirewallDomainList',
      { Properties: { Domains: domains } },
    );
    expect(Object.keys(lists)).toHaveLength(1);
    return { 'Fn::GetAtt': [Object.keys(lists)[0], 'Id'] };
  };

  it('answers for listed names and for those of AWS and the network, and for no other', () => {
    template.hasResourceProperties('AWS::Route53Resolver::FirewallRuleGroup', {
      FirewallRules: [
        Match.objectLike({
          Priority: 100,
          Action: 'ALLOW',
          FirewallDomainListId: listed(
            '*.amazonaws.com',
            '*.internal',
            ...PRIVATE_REVERSE_ZONES,
            'a.example.com',
            'b.example.com',
          ),
        }),
        Match.objectLike({
          Priority: 200,
          Action: 'BLOCK',
          BlockResponse: 'NXDOMAIN',
          FirewallDomainListId: listed('*'),
        }),
      ],
    });
  });

  it('answers for private addresses in reverse, and for none that somebody could own', () => {
    expect(PRIVATE_REVERSE_ZONES).toHaveLength(18);
    expect(PRIVATE_REVERSE_ZONES).toContain('*.31.172.in-addr.arpa');
    expect(PRIVATE_REVERSE_ZONES).not.toContain('*.32.172.in-addr.arpa');
    expect(PRIVATE_REVERSE_ZONES).not.toContain('*.in-addr.arpa');
  });

  it('follows a listed name to where it leads', () => {
    template.hasResourceProperties('AWS::Route53Resolver::FirewallRuleGroup', {
      FirewallRules: Match.arrayWith([
        Match.objectLike({
          Action: 'ALLOW',
          FirewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        }),
      ]),
    });
  });

  it('comes before every other rule group that the account could add to the network', () => {
    template.hasResourceProperties(
      'AWS::Route53Resolver::FirewallRuleGroupAssociation',
      {
        VpcId: parts.stack.resolve(vpc.vpcId),
        Priority: 101,
      },
    );
  });
});
