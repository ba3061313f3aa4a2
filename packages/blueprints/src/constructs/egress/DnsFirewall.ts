import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import {
  CfnFirewallDomainList,
  CfnFirewallRuleGroup,
  CfnFirewallRuleGroupAssociation,
} from 'aws-cdk-lib/aws-route53resolver';
import { Construct } from 'constructs';

/** Reverse zones of private addresses (RFC 1918): those of other addresses may be somebody's own, who reads what is asked there. */
export const PRIVATE_REVERSE_ZONES: readonly string[] = [
  '*.10.in-addr.arpa',
  ...Array.from(
    { length: 16 },
    (_, index) => `*.${16 + index}.172.in-addr.arpa`,
  ),
  '*.168.192.in-addr.arpa',
];

/** Names of AWS's services and of the network itself. */
const OWN_NAMES = ['*.amazonaws.com', '*.internal', ...PRIVATE_REVERSE_ZONES];

/** Settings of a `DnsFirewall`. */
export interface DnsFirewallProps {
  readonly vpc: IVpc;
  readonly name: string;
  /** Host names that may be looked up besides those of AWS. */
  readonly allowedDomains: readonly string[];
}

/**
 * Lets the network look up only the names that it may call.
 *
 * Questions to the VPC's own resolver pass no route and so no network firewall: without this, data could leave as names
 * that are asked of somebody else's name server.
 */
export class DnsFirewall extends Construct {
  constructor(scope: Construct, id: string, props: DnsFirewallProps) {
    super(scope, id);
    const list = (listId: string, name: string, domains: string[]) =>
      new CfnFirewallDomainList(this, listId, {
        name: `${props.name}-${name}`,
        domains,
      }).attrId;
    const rules = new CfnFirewallRuleGroup(this, 'Rules', {
      name: props.name,
      firewallRules: [
        {
          priority: 100,
          action: 'ALLOW',
          firewallDomainListId: list('Allowed', 'allowed', [
            ...OWN_NAMES,
            ...[...props.allowedDomains].sort(),
          ]),
          // An allowed name may lead on to another one, such as that of a content network.
          firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
        },
        {
          priority: 200,
          action: 'BLOCK',
          blockResponse: 'NXDOMAIN',
          firewallDomainListId: list('Everything', 'everything', ['*']),
        },
      ],
    });
    new CfnFirewallRuleGroupAssociation(this, 'Association', {
      name: props.name,
      vpcId: props.vpc.vpcId,
      firewallRuleGroupId: rules.attrId,
      // The lowest that AWS leaves to its customers.
      priority: 101,
    });
  }
}
