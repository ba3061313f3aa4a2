import { isObject, type Json } from '../json';
import type { LiveResource } from '../model';
import { fillArn, givenName, hex, uuid } from './identifiers';
import type { ResourceSpecification } from './specification';

type Subject = Pick<
  LiveResource,
  'account' | 'region' | 'type' | 'physicalId' | 'properties' | 'attributes'
>;

/** What `Fn::GetAtt` returns for a live resource; undefined if the type has no such attribute. */
export function attributeOf(
  resource: Subject,
  name: string,
  specification: ResourceSpecification,
): Json | undefined {
  if (Object.hasOwn(resource.attributes, name)) {
    return resource.attributes[name];
  }
  const own = attributes[resource.type]?.[name];
  if (own) {
    return own(resource);
  }
  const published = specification.attributesOf(resource.type).includes(name);
  const property = at(resource.properties, name);
  if (property !== undefined && (published || !name.includes('.'))) {
    return property;
  }
  if (!published) {
    return undefined;
  }
  if (specification.referenceOf(resource.type).join() === name) {
    return resource.physicalId;
  }
  return plausible(resource, name, specification);
}

/** The resource's ARN, as far as it can be told. */
export function arnOf(
  resource: Subject,
  specification: ResourceSpecification,
): string {
  if (resource.physicalId.startsWith('arn:')) {
    return resource.physicalId;
  }
  const [, service, kind] = resource.type.split('::');
  const template =
    specification.arnTemplateOf(resource.type) ??
    `arn:\${Partition}:${service.toLowerCase()}:\${Region}:\${Account}:${kind.toLowerCase()}/\${Id}`;
  const path = resource.properties.Path;
  return fillArn(template, resource, placeholder => {
    if (placeholder.endsWith('WithPath')) {
      return `${String(path ?? '/').replace(/^\//, '')}${resource.physicalId}`;
    }
    if (placeholder === 'ParameterNameWithoutLeadingSlash') {
      return resource.physicalId.replace(/^\//, '');
    }
    return nameIn(resource.physicalId);
  });
}

/** The last part of an id: the queue's name in its URL, the rule's in `bus|rule`. */
function nameIn(physicalId: string): string {
  return /^https?:/.test(physicalId)
    ? (physicalId.split('/').at(-1) ?? physicalId)
    : physicalId;
}

function at(value: Json, path: string): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path.split('.')) {
    current = isObject(current) ? current[key] : undefined;
  }
  return current;
}

function plausible(
  resource: Subject,
  name: string,
  specification: ResourceSpecification,
): Json {
  const seed = `${resource.account}/${resource.region}/${resource.type}/${resource.physicalId}/${name}`;
  const last = name.split('.').at(-1) ?? name;
  if (last.endsWith('Arn')) {
    return arnOf(resource, specification);
  }
  if (last.endsWith('Name') && !/Dns|DNS|Domain|Host/.test(last)) {
    return givenName(resource) ?? nameIn(resource.physicalId);
  }
  if (last.endsWith('Port')) {
    return '443';
  }
  if (/(Dns|DNS|Domain|Host)Name$|Endpoint|Address$|Ur[li]$/.test(last)) {
    const service = resource.type.split('::')[1].toLowerCase();
    const host = `${hex(seed, 12)}.${service}.${resource.region}.amazonaws.com`;
    return /Ur[li]$/.test(last) ? `https://${host}` : host;
  }
  if (last.endsWith('Id')) {
    return uuid(seed);
  }
  if (/(Time|Date|At)$/.test(last)) {
    return '2026-01-01T00:00:00Z';
  }
  return `${last.toLowerCase()}-${hex(seed, 8)}`;
}

type Attribute = (resource: Subject) => Json;

function rdsHost(resource: Subject, cluster = ''): string {
  return `${resource.physicalId}.${cluster}${hex(resource.account, 12)}.${resource.region}.rds.amazonaws.com`;
}

function port(resource: Subject): string {
  const engine = String(resource.properties.Engine ?? '');
  return String(
    resource.properties.Port ??
      (engine.includes('postgres')
        ? 5432
        : engine.includes('sqlserver')
          ? 1433
          : 3306),
  );
}

const attributes: Record<string, Record<string, Attribute>> = {
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
