import type { Json } from '../../resources/Json';
import type { LiveResource } from '../model';
import { hex, privateAddress, uuid } from '../../resources/stableId';

/** What attributes are formed from. */
export type Subject = Pick<
  LiveResource,
  'account' | 'region' | 'type' | 'physicalId' | 'properties' | 'attributes'
>;

/** The last part of an id: the queue's name in its URL, the rule's in `bus|rule`. */
export function nameIn(physicalId: string): string {
  return /^https?:/.test(physicalId)
    ? (physicalId.split('/').at(-1) ?? physicalId)
    : physicalId;
}

type Attribute = (resource: Subject) => Json;

function rdsHost(resource: Subject, cluster = ''): string {
  return `${resource.physicalId}.${cluster}${hex(resource.account, 12)}.${resource.region}.rds.amazonaws.com`;
}

function port(resource: Subject): string {
  const engine = String(resource.properties.Engine ?? '');
  const [, usual = 3306] =
    [['postgres', 5432] as const, ['sqlserver', 1433] as const].find(([name]) =>
      engine.includes(name),
    ) ?? [];
  return String(resource.properties.Port ?? usual);
}

/** Attributes that a type forms in its own way, by type and name. */
export const specialAttributes: Record<string, Record<string, Attribute>> = {
  'AWS::S3::Bucket': {
    Arn: ({ physicalId }) => `arn:aws:s3:::${physicalId}`,
    DomainName: ({ physicalId }) => `${physicalId}.s3.amazonaws.com`,
    RegionalDomainName: ({ physicalId, region }) =>
      `${physicalId}.s3.${region}.amazonaws.com`,
    DualStackDomainName: ({ physicalId, region }) =>
      `${physicalId}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: ({ physicalId, region }) =>
      `http://${physicalId}.s3-website-${region}.amazonaws.com`,
  },
  'AWS::EC2::VPC': {
    VpcId: ({ physicalId }) => physicalId,
    DefaultSecurityGroup: ({ physicalId }) =>
      `sg-0${hex(`${physicalId}sg`, 16)}`,
    DefaultNetworkAcl: ({ physicalId }) =>
      `acl-0${hex(`${physicalId}acl`, 16)}`,
    CidrBlockAssociations: ({ physicalId }) => [
      `vpc-cidr-assoc-0${hex(physicalId, 16)}`,
    ],
    Ipv6CidrBlocks: () => [],
  },
  'AWS::EC2::Subnet': {
    SubnetId: ({ physicalId }) => physicalId,
    NetworkAclAssociationId: ({ physicalId }) =>
      `aclassoc-0${hex(physicalId, 16)}`,
    AvailabilityZone: ({ properties, region }) =>
      properties.AvailabilityZone ?? `${region}a`,
    Ipv6CidrBlocks: () => [],
  },
  'AWS::EC2::SecurityGroup': {
    GroupId: ({ physicalId }) => physicalId,
    Id: ({ physicalId }) => physicalId,
    VpcId: ({ properties }) => properties.VpcId ?? '',
  },
  'AWS::EC2::NetworkInterface': {
    SecondaryPrivateIpAddresses: ({ physicalId, properties }) =>
      Array.from(
        { length: Number(properties.SecondaryPrivateIpAddressCount ?? 0) },
        (_, index) => privateAddress(`${physicalId}/${index}`),
      ),
  },
  'AWS::NetworkFirewall::Firewall': {
    // One endpoint in the zone of each subnet; the sandbox takes the subnets to be given in the order of zones.
    EndpointIds: ({ physicalId, properties, region }) =>
      (Array.isArray(properties.SubnetMappings)
        ? properties.SubnetMappings
        : []
      ).map(
        (_, index) =>
          `${region}${'abcdef'[index]}:vpce-0${hex(`${physicalId}${index}`, 16)}`,
      ),
  },
  'AWS::Route53::HostedZone': {
    // Four in the top-level domains of Route 53; a private zone has none, and nobody asks there.
    NameServers: ({ physicalId }) =>
      ['com', 'net', 'org', 'co.uk'].map(
        (domain, index) =>
          `ns-${(parseInt(hex(physicalId, 3), 16) % 512) + 512 * index}.awsdns-0${index}.${domain}`,
      ),
  },
  'AWS::EC2::EIP': {
    PublicIp: ({ physicalId }) => physicalId,
    AllocationId: ({ physicalId }) => `eipalloc-0${hex(physicalId, 16)}`,
  },
  'AWS::RDS::DBInstance': {
    'Endpoint.Address': resource => rdsHost(resource),
    'Endpoint.Port': port,
    'Endpoint.HostedZoneId': () => 'Z2R2ITUGPM61AM',
    DbiResourceId: ({ physicalId, account }) =>
      `db-${hex(account + physicalId, 26).toUpperCase()}`,
    'MasterUserSecret.SecretArn': ({ physicalId, account, region }) =>
      `arn:aws:secretsmanager:${region}:${account}:secret:rds!db-${uuid(physicalId)}-${hex(physicalId, 6)}`,
  },
  'AWS::RDS::DBCluster': {
    'Endpoint.Address': resource => rdsHost(resource, 'cluster-'),
    'ReadEndpoint.Address': resource => rdsHost(resource, 'cluster-ro-'),
    'Endpoint.Port': port,
    DBClusterResourceId: ({ physicalId, account }) =>
      `cluster-${hex(account + physicalId, 26).toUpperCase()}`,
  },
  'AWS::IAM::Role': {
    RoleId: ({ physicalId, account }) =>
      `AROA${hex(account + physicalId, 17).toUpperCase()}`,
  },
  'AWS::Logs::LogGroup': {
    Arn: ({ physicalId, region, account }) =>
      `arn:aws:logs:${region}:${account}:log-group:${physicalId}:*`,
  },
  'AWS::SQS::Queue': {
    QueueName: ({ physicalId }) => nameIn(physicalId),
    QueueUrl: ({ physicalId }) => physicalId,
  },
  'AWS::SNS::Topic': {
    TopicArn: ({ physicalId }) => physicalId,
    TopicName: ({ physicalId }) => physicalId.split(':').at(-1) ?? '',
  },
  'AWS::Events::Rule': {
    Arn: ({ physicalId, region, account }) =>
      `arn:aws:events:${region}:${account}:rule/${physicalId.replace('|', '/')}`,
  },
  'AWS::ECR::Repository': {
    RepositoryUri: ({ physicalId, region, account }) =>
      `${account}.dkr.ecr.${region}.amazonaws.com/${physicalId}`,
  },
  'AWS::DynamoDB::Table': {
    StreamArn: ({ physicalId, region, account }) =>
      `arn:aws:dynamodb:${region}:${account}:table/${physicalId}/stream/2026-01-01T00:00:00.000`,
  },
  'AWS::SecretsManager::Secret': { Id: ({ physicalId }) => physicalId },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    DNSName: ({ physicalId, region }) =>
      `${physicalId.split('/')[2]}-${parseInt(hex(physicalId, 8), 16)}.${region}.elb.amazonaws.com`,
    LoadBalancerFullName: ({ physicalId }) =>
      physicalId.split(':loadbalancer/')[1] ?? physicalId,
    LoadBalancerName: ({ physicalId }) => physicalId.split('/')[2] ?? '',
    CanonicalHostedZoneID: () => 'Z35SXDOTRQ7X7K',
  },
  'AWS::KMS::Key': {
    KeyId: ({ physicalId }) => physicalId,
  },
};
