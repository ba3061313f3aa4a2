import { fargateVcpus, hostVcpus, type CountedResources } from './vcpus';

export { hostVcpus, type CountedResources } from './vcpus';

/** How much of something AWS lets an account have in a region, and which resources take of it. */
export interface AccountQuota {
  /** What is counted, as a person reads it. */
  readonly name: string;
  /** Its code in Service Quotas; absent where AWS raises it for nobody. */
  readonly code?: { readonly service: string; readonly quota: string };
  /** What AWS gives to an account that asked for no more. */
  readonly standard: number;
  readonly per: 'region' | 'zone';
  /** Types of the resources that take of it. */
  readonly types: readonly string[];
}

/**
 * When the figures of AWS were entered by hand, and from where: names, codes and standard figures as the AWS General Reference and
 * the tables of Service Quotas give them. A plan asks the account for its own figure.
 */
export const QUOTAS_SOURCE =
  'AWS General Reference, endpoints and quotas of each service, as known in 2025';

/** The quotas that units of the blueprints meet first. */
export const ACCOUNT_QUOTAS = [
  {
    name: 'VPCs',
    code: { service: 'vpc', quota: 'L-F678F1CE' },
    standard: 5,
    per: 'region',
    types: ['AWS::EC2::VPC'],
  },
  {
    name: 'Internet gateways',
    code: { service: 'vpc', quota: 'L-A4707A72' },
    standard: 5,
    per: 'region',
    types: ['AWS::EC2::InternetGateway'],
  },
  {
    name: 'Elastic IPs',
    code: { service: 'ec2', quota: 'L-0263D0A3' },
    standard: 5,
    per: 'region',
    types: ['AWS::EC2::EIP'],
  },
  {
    name: 'NAT gateways',
    code: { service: 'vpc', quota: 'L-FE5A380F' },
    standard: 5,
    per: 'zone',
    types: ['AWS::EC2::NatGateway'],
  },
  {
    name: 'Databases',
    code: { service: 'rds', quota: 'L-7B6409FD' },
    standard: 40,
    per: 'region',
    types: ['AWS::RDS::DBInstance', 'AWS::DocDB::DBInstance'],
  },
  {
    name: 'Balancers',
    code: { service: 'elasticloadbalancing', quota: 'L-53DA6B97' },
    standard: 50,
    per: 'region',
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  },
  {
    name: 'Log policies',
    standard: 10,
    per: 'region',
    types: ['AWS::Logs::ResourcePolicy'],
  },
  {
    name: 'Transit gateways',
    code: { service: 'ec2', quota: 'L-A2478D36' },
    standard: 5,
    per: 'region',
    types: ['AWS::EC2::TransitGateway'],
  },
  {
    name: 'Host vCPUs',
    code: { service: 'ec2', quota: 'L-1216C47A' },
    standard: 5,
    per: 'region',
    types: ['AWS::EC2::Instance'],
  },
  {
    name: 'Fargate vCPUs',
    code: { service: 'fargate', quota: 'L-3032A538' },
    standard: 6,
    per: 'region',
    types: ['AWS::ECS::Service'],
  },
] as const satisfies readonly AccountQuota[];

/** What is counted. */
export type QuotaName = (typeof ACCOUNT_QUOTAS)[number]['name'];

/** What one resource takes of a quota. */
export interface QuotaShare {
  readonly quota: QuotaName;
  /** Undefined where only a deployment knows. */
  readonly amount: number | undefined;
  /** The zone that it is in, where the quota is one of a zone; undefined where only a deployment knows. */
  readonly zone?: string;
}

/** What a resource of a template takes of the account's quotas; the conditions of the template are to be resolved before. */
export function quotaSharesOf(
  logicalId: string,
  resources: CountedResources,
): QuotaShare[] {
  const resource = resources[logicalId];
  return ACCOUNT_QUOTAS.filter(({ types }) =>
    (types as readonly string[]).includes(resource.Type),
  ).flatMap(({ name: quota, per }): QuotaShare[] => {
    const amount = amountOf(quota, logicalId, resources);
    if (amount === 0) {
      return [];
    }
    return per === 'zone'
      ? [{ quota, amount, zone: zoneOf(logicalId, resources) }]
      : [{ quota, amount }];
  });
}

function amountOf(
  quota: QuotaName,
  logicalId: string,
  resources: CountedResources,
): number | undefined {
  const { Properties: properties = {} } = resources[logicalId];
  switch (quota) {
    case 'Balancers':
      return (properties.Type ?? 'application') === 'application' ? 1 : 0;
    case 'Host vCPUs':
      return hostVcpus(properties.InstanceType);
    case 'Fargate vCPUs':
      return fargateVcpus(logicalId, resources);
    default:
      return 1;
  }
}

/** The zone of the subnet that a NAT gateway is in. */
function zoneOf(
  logicalId: string,
  resources: CountedResources,
): string | undefined {
  const { SubnetId: subnet } = resources[logicalId].Properties ?? {};
  const id = (subnet as { Ref?: string } | undefined)?.Ref;
  const zone =
    id === undefined ? undefined : resources[id]?.Properties?.AvailabilityZone;
  return typeof zone === 'string' ? zone : undefined;
}
