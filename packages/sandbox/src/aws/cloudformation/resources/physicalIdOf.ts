import { randomBytes } from 'node:crypto';
import { hex, uuid } from '../../resources/stableId';
import {
  fillArn,
  givenName,
  inventedName,
  scalar,
  type NewResource,
} from './inventedName';
import { specials } from './specialIdentifiers';
import type { ResourceSpecification } from './ResourceSpecification';

const ec2Prefixes: Record<string, string> = {
  VPC: 'vpc',
  Subnet: 'subnet',
  SecurityGroup: 'sg',
  SecurityGroupIngress: 'sgr',
  SecurityGroupEgress: 'sgr',
  InternetGateway: 'igw',
  EgressOnlyInternetGateway: 'eigw',
  RouteTable: 'rtb',
  SubnetRouteTableAssociation: 'rtbassoc',
  NatGateway: 'nat',
  NetworkAcl: 'acl',
  SubnetNetworkAclAssociation: 'aclassoc',
  FlowLog: 'fl',
  VPCEndpoint: 'vpce',
  VPCPeeringConnection: 'pcx',
  Instance: 'i',
  LaunchTemplate: 'lt',
  Volume: 'vol',
  NetworkInterface: 'eni',
  TransitGateway: 'tgw',
  TransitGatewayAttachment: 'tgw-attach',
  TransitGatewayRouteTable: 'tgw-rtb',
  VPNGateway: 'vgw',
  CustomerGateway: 'cgw',
  VPNConnection: 'vpn',
  DHCPOptions: 'dopt',
  PrefixList: 'pl',
  VPCCidrBlock: 'vpc-cidr-assoc',
};

// Services whose ARNs do not bear their name.
const arnServices: Record<string, string> = {
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  CertificateManager: 'acm',
  StepFunctions: 'states',
};

/** What `Ref` will return for a new resource, and whether the template chose it. */
export function physicalIdOf(
  resource: NewResource,
  specification: ResourceSpecification,
): { id: string; named: boolean } {
  const special = specials[resource.type];
  if (special) {
    return special(resource);
  }
  const { type, properties } = resource;
  const [, service, kind] = type.split('::');
  const prefix = service === 'EC2' ? ec2Prefixes[kind] : undefined;
  if (prefix) {
    return {
      id: `${prefix}-0${hex(randomBytes(16).toString('hex'), 16)}`,
      named: false,
    };
  }
  const names = specification.referenceOf(type);
  if (names.length === 0) {
    return { id: inventedName(resource), named: false };
  }
  const parts = names.map(
    name =>
      scalar(properties[name]) ??
      (specification.hasProperty(type, name)
        ? inventedName(resource)
        : inventedAttribute(name, resource, specification)),
  );
  return {
    id: parts.join('|'),
    named: names.every(name => scalar(properties[name]) !== undefined),
  };
}

function inventedAttribute(
  name: string,
  resource: NewResource,
  specification: ResourceSpecification,
): string {
  if (name.endsWith('Arn')) {
    const [, service, kind] = resource.type.split('::');
    const template =
      specification.arnTemplateOf(resource.type) ??
      `arn:\${Partition}:${arnServices[service] ?? service.toLowerCase()}:\${Region}:\${Account}:${kind.toLowerCase()}/\${Name}`;
    return fillArn(template, resource, placeholder =>
      placeholder.endsWith('Id')
        ? uuid(randomBytes(16).toString('hex'))
        : (givenName(resource) ?? inventedName(resource)),
    );
  }
  return name.endsWith('Id') && name !== 'Id'
    ? uuid(randomBytes(16).toString('hex'))
    : inventedName(resource);
}
