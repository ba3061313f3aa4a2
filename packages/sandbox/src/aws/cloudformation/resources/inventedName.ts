import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../../resources/Json';
import type { Place } from '../../resources/Place';

/** A resource about to be made. */
export interface NewResource extends Place {
  type: string;
  logicalId: string;
  stackName: string;
  properties: JsonObject;
}

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

/** Twelve random capitals and digits, as CloudFormation puts behind names. */
export function suffix(): string {
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

/** Text of a scalar; undefined for anything else. */
export function scalar(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object'
    ? undefined
    : String(value);
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
