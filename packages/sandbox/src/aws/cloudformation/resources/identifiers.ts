import { createHash, randomBytes } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../json';
import type { Place } from '../model';
import type { ResourceSpecification } from './specification';

/** A resource about to be made. */
export interface NewResource extends Place {
  type: string;
  logicalId: string;
  stackName: string;
  properties: JsonObject;
}

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

// Names of these may hold no capitals.
const lowerCaseNames =
  /^AWS::(S3::Bucket|RDS::|ECR::Repository|ElastiCache::|Redshift::|DocDB::|Neptune::|OpenSearchService::)/;

const nameLimits: Record<string, number> = {
  'AWS::S3::Bucket': 63,
  'AWS::RDS::DBInstance': 63,
  'AWS::RDS::DBCluster': 63,
  'AWS::IAM::Role': 64,
  'AWS::Lambda::Function': 64,
  'AWS::Events::Rule': 64,
  'AWS::SQS::Queue': 80,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 32,
  'AWS::ElasticLoadBalancingV2::TargetGroup': 32,
};

/** A stable number for a text, as hexadecimal digits. */
export function hex(seed: string, digits: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, digits);
}

/** A stable UUID for a text. */
export function uuid(seed: string): string {
  const digits = hex(seed, 32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

function suffix(): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  return [...randomBytes(12)].map(byte => alphabet[byte % 36]).join('');
}

/** The name that CloudFormation invents: `<stack>-<logical id>-<random>`, in the type's limits. */
export function inventedName(resource: NewResource): string {
  const { stackName, logicalId, type } = resource;
  const limit = nameLimits[type] ?? 128;
  const room = limit - 14;
  const parts = `${stackName}-${logicalId}`;
  const head =
    parts.length <= room
      ? parts
      : `${stackName.slice(0, Math.ceil(room / 2) - 1)}-${logicalId.slice(0, Math.floor(room / 2))}`;
  const name = `${head}-${suffix()}`;
  return lowerCaseNames.test(type) ? name.toLowerCase() : name;
}

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

function scalar(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object'
    ? undefined
    : String(value);
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

/** The value of the property that names the resource: `TopicName`, `Name`, … */
export function givenName(
  resource: Pick<NewResource, 'type' | 'properties'>,
): string | undefined {
  const kind = resource.type.split('::').at(-1) ?? '';
  return (
    scalar(resource.properties[`${kind}Name`]) ??
    scalar(resource.properties.Name)
  );
}

/** An ARN from its template. */
export function fillArn(
  template: string,
  place: Place,
  fill: (placeholder: string) => string,
): string {
  return template.replace(/\$\{(\w+)\}/g, (_, name: string) => {
    switch (name) {
      case 'Partition':
        return 'aws';
      case 'Region':
        return place.region;
      case 'Account':
        return place.account;
      default:
        return fill(name);
    }
  });
}

type Special = (resource: NewResource) => { id: string; named: boolean };

function named(
  resource: NewResource,
  property: string,
  render: (name: string) => string = name => name,
): { id: string; named: boolean } {
  const given = scalar(resource.properties[property]);
  return {
    id: render(given ?? inventedName(resource)),
    named: given !== undefined,
  };
}

const specials: Record<string, Special> = {
  'AWS::CloudFront::Distribution': () => ({
    id: `E${suffix()}Z`,
    named: false,
  }),
  'AWS::Route53::HostedZone': () => ({ id: `Z0${suffix()}`, named: false }),
  'AWS::EFS::FileSystem': () => ({
    id: `fs-0${hex(suffix(), 16)}`,
    named: false,
  }),
  'AWS::Cognito::UserPool': ({ region }) => ({
    id: `${region}_${suffix().slice(0, 9)}`,
    named: false,
  }),
  'AWS::CDK::Metadata': ({ stackName, logicalId }) => ({
    id: uuid(`${stackName}/${logicalId}/${randomBytes(8).toString('hex')}`),
    named: false,
  }),
  'AWS::EC2::EIP': () => {
    const [second, third, fourth] = randomBytes(3);
    return { id: `52.${second}.${third}.${fourth}`, named: false };
  },
  'AWS::EC2::Route': ({ properties }) => ({
    id: `${properties.RouteTableId}|${
      properties.DestinationCidrBlock ??
      properties.DestinationIpv6CidrBlock ??
      properties.DestinationPrefixListId
    }`,
    named: true,
  }),
  'AWS::EC2::VPCGatewayAttachment': ({ properties }) => ({
    id: `${properties.InternetGatewayId ? 'IGW' : 'VGW'}|${properties.VpcId}`,
    named: true,
  }),
  'AWS::SecretsManager::Secret': resource => {
    const { account, region, properties, logicalId } = resource;
    const name =
      scalar(properties.Name) ?? `${logicalId}-${suffix().slice(0, 12)}`;
    return {
      id: `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix().slice(0, 6)}`,
      named: false,
    };
  },
  'AWS::SecretsManager::RotationSchedule': ({ properties }) => ({
    id: String(properties.SecretId),
    named: false,
  }),
  'AWS::SecretsManager::SecretTargetAttachment': ({ properties }) => ({
    id: String(properties.SecretId),
    named: false,
  }),
  'AWS::SNS::Topic': resource =>
    named(
      resource,
      'TopicName',
      name => `arn:aws:sns:${resource.region}:${resource.account}:${name}`,
    ),
  'AWS::SQS::Queue': resource =>
    named(
      resource,
      'QueueName',
      name =>
        `https://sqs.${resource.region}.amazonaws.com/${resource.account}/${name}`,
    ),
  'AWS::Events::Rule': resource => {
    const bus = scalar(resource.properties.EventBusName);
    return named(resource, 'Name', name =>
      bus && bus !== 'default' ? `${bus}|${name}` : name,
    );
  },
  'AWS::IAM::ManagedPolicy': resource =>
    named(
      resource,
      'ManagedPolicyName',
      name =>
        `arn:aws:iam::${resource.account}:policy${resource.properties.Path ?? '/'}${name}`,
    ),
  'AWS::IAM::Policy': ({ stackName, properties }) => ({
    id: `${stackName.slice(0, 4)}-${String(properties.PolicyName ?? 'Polic').slice(0, 5)}-${suffix()}`,
    named: false,
  }),
  'AWS::IAM::OIDCProvider': ({ account, properties }) => ({
    id: `arn:aws:iam::${account}:oidc-provider/${String(properties.Url).replace(/^https?:\/\//, '')}`,
    named: true,
  }),
  'AWS::Budgets::Budget': resource => {
    const budget = resource.properties.Budget;
    const given = isObject(budget) ? scalar(budget.BudgetName) : undefined;
    return {
      id: given ?? inventedName(resource),
      named: given !== undefined,
    };
  },
  'AWS::SSM::Parameter': resource => {
    const given = scalar(resource.properties.Name);
    return {
      id: given ?? `CFN-${resource.logicalId}-${suffix()}`,
      named: given !== undefined,
    };
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': resource => {
    const kind = resource.properties.Type === 'network' ? 'net' : 'app';
    return named(
      resource,
      'Name',
      name =>
        `arn:aws:elasticloadbalancing:${resource.region}:${resource.account}:loadbalancer/${kind}/${name}/${hex(suffix(), 16)}`,
    );
  },
};
