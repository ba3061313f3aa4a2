import type { BlueprintRegistry } from './BlueprintRegistry';
import type { Unit } from './unit';
import { resolveParameters } from './validate';

/** Why resources of a type may be in another region than their unit. */
interface Exception {
  /** A resource type, or a service with `::*`. */
  readonly types: string;
  /** Where their data is. */
  readonly reason: string;
}

/**
 * Resources without a region of their own: CloudFormation makes them from any region, and their data is not kept in it.
 *
 * Source: the AWS whitepaper "AWS Fault Isolation Boundaries", its list of global services.
 */
export const GLOBAL_RESOURCES: readonly Exception[] = [
  { types: 'AWS::Budgets::*', reason: 'a budget belongs to the account' },
  {
    types: 'AWS::CloudFront::*',
    reason: 'distributions serve from every edge location',
  },
  {
    types: 'AWS::IAM::*',
    reason: 'users, roles and policies belong to the account',
  },
  {
    types: 'AWS::Organizations::*',
    reason: 'policies and accounts belong to the organization',
  },
  { types: 'AWS::Route53::*', reason: 'zones and records are served globally' },
  { types: 'AWS::Shield::*', reason: 'protections belong to the account' },
];

/** The one region from which CloudFront takes certificates, firewalls, metrics and logs. */
export const EDGE_REGION = 'us-east-1';

/** What a distribution needs in `EDGE_REGION`. Logs there hold the addresses of visitors, which is why they are named here. */
export const EDGE_RESOURCES: readonly Exception[] = [
  {
    types: 'AWS::CertificateManager::Certificate',
    reason: 'CloudFront takes certificates from us-east-1 only',
  },
  {
    types: 'AWS::WAFv2::*',
    reason: 'a firewall of CloudFront exists in us-east-1 only',
  },
  {
    types: 'AWS::CloudWatch::Alarm',
    reason: 'CloudFront reports metrics in us-east-1 only',
  },
  { types: 'AWS::SNS::*', reason: 'an alarm notifies topics of its region' },
  {
    types: 'AWS::Logs::*',
    reason: 'CloudFront and its firewall deliver logs from us-east-1',
  },
  { types: 'AWS::KMS::*', reason: 'logs and topics are encrypted beside them' },
];

/** A stack as far as its place is concerned. */
export interface PlacedStack {
  readonly region: string;
  /** Type of each resource by logical ID. */
  readonly types: Readonly<Record<string, string>>;
}

/** The regions in which a unit keeps data: its own, and that of its disaster recovery. */
export function homeRegions(
  unit: Unit,
  blueprints: BlueprintRegistry,
): string[] {
  const { drRegion } = resolveParameters(unit, blueprints);
  return typeof drRegion === 'string' && drRegion !== 'none'
    ? [unit.region, drRegion]
    : [unit.region];
}

/**
 * Logical IDs of resources that are neither in a home region of the unit nor global (GOV-11). A stack in us-east-1 with a
 * CloudFront distribution may also hold what CloudFront takes from there alone.
 *
 * @throws InputError if the unit's parameters are not valid
 */
export function misplacedResources(
  unit: Unit,
  stack: PlacedStack,
  blueprints: BlueprintRegistry,
): string[] {
  if (homeRegions(unit, blueprints).includes(stack.region)) {
    return [];
  }
  const edge =
    stack.region === EDGE_REGION &&
    Object.values(stack.types).includes('AWS::CloudFront::Distribution');
  const allowed = [...GLOBAL_RESOURCES, ...(edge ? EDGE_RESOURCES : [])];
  return Object.entries(stack.types)
    .filter(
      ([, type]) =>
        !allowed.some(({ types }) =>
          types.endsWith('::*')
            ? type.startsWith(types.slice(0, -1))
            : type === types,
        ),
    )
    .map(([id]) => id)
    .sort();
}
