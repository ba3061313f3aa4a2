import type { Template, TemplateResource } from '../synth/Assembly';
import { wellFormed } from '../template/wellFormed';
import { goesWithStack } from './goesWithStack';

/*
 * What protects itself against deletion refuses to go with its stack, so a removal has it updated first: from the template
 * that is deployed, with these properties off and nothing else changed. What stays when the stack goes keeps its protection.
 *
 * Off is written, and not left out: what a template no longer says, many types leave as it was.
 */

/** The property of a type that has its resources refuse their deletion, and its value where they do not; by CloudFormation's reference. */
const SWITCHES: Readonly<Record<string, readonly [string, unknown]>> = {
  'AWS::AutoScaling::AutoScalingGroup': ['DeletionProtection', 'none'],
  'AWS::CloudTrail::Dashboard': ['TerminationProtectionEnabled', false],
  'AWS::CloudTrail::EventDataStore': ['TerminationProtectionEnabled', false],
  'AWS::Cognito::UserPool': ['DeletionProtection', 'INACTIVE'],
  'AWS::DocDB::DBCluster': ['DeletionProtection', false],
  'AWS::DocDB::GlobalCluster': ['DeletionProtection', false],
  'AWS::DSQL::Cluster': ['DeletionProtectionEnabled', false],
  'AWS::DynamoDB::Table': ['DeletionProtectionEnabled', false],
  'AWS::EC2::Instance': ['DisableApiTermination', false],
  'AWS::EKS::Cluster': ['DeletionProtection', false],
  'AWS::Logs::LogGroup': ['DeletionProtectionEnabled', false],
  'AWS::Neptune::DBCluster': ['DeletionProtection', false],
  'AWS::Neptune::GlobalCluster': ['DeletionProtection', false],
  'AWS::NeptuneGraph::Graph': ['DeletionProtection', false],
  'AWS::NetworkFirewall::Firewall': ['DeleteProtection', false],
  'AWS::OpenSearchServerless::Collection': ['DeletionProtection', 'DISABLED'],
  'AWS::QLDB::Ledger': ['DeletionProtection', false],
  'AWS::RDS::DBCluster': ['DeletionProtection', false],
  'AWS::RDS::DBInstance': ['DeletionProtection', false],
  'AWS::RDS::GlobalCluster': ['DeletionProtection', false],
  'AWS::SMSVOICE::PhoneNumber': ['DeletionProtectionEnabled', false],
  'AWS::SMSVOICE::Pool': ['DeletionProtectionEnabled', false],
  'AWS::SMSVOICE::ProtectConfiguration': ['DeletionProtectionEnabled', false],
  'AWS::SMSVOICE::SenderId': ['DeletionProtectionEnabled', false],
  'AWS::SSMIncidents::ReplicationSet': ['DeletionProtected', false],
  'AWS::VerifiedPermissions::PolicyStore': [
    'DeletionProtection',
    { Mode: 'DISABLED' },
  ],
  'AWS::WellArchitected::AgentProfile': ['DeletionProtection', false],
};

const LOAD_BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const ATTRIBUTES = 'LoadBalancerAttributes';

/** Types whose resources can refuse their deletion. */
export const PROTECTING_TYPES: readonly string[] = [
  ...Object.keys(SWITCHES),
  LOAD_BALANCER,
];

/** Logical ids of the resources that go with their stack and refuse that, in the order of the template. */
export function protectedResources(template: Template): string[] {
  return Object.entries(wellFormed(template).Resources ?? {}).flatMap(
    ([logicalId, resource]) =>
      goesWithStack(resource) && unprotected(resource) ? [logicalId] : [],
  );
}

/** The template with the protection of all off that go with their stack; the same one, where none is on. */
export function withoutProtections(template: Template): Template {
  const { Resources = {} } = template;
  const lifted = protectedResources(template).map(logicalId => [
    logicalId,
    unprotected(Resources[logicalId]),
  ]);
  return lifted.length === 0
    ? template
    : {
        ...template,
        Resources: { ...Resources, ...Object.fromEntries(lifted) },
      };
}

/** The resource with its protection off; undefined where it is not on. What is computed counts as on. */
function unprotected(resource: TemplateResource): TemplateResource | undefined {
  const { Type: type, Properties: properties = {} } = resource;
  const [property, off] =
    type === LOAD_BALANCER
      ? [ATTRIBUTES, attributesOff(properties[ATTRIBUTES])]
      : (SWITCHES[type] ?? []);
  const now = property && properties[property];
  return property === undefined || now === undefined || isSame(now, off)
    ? undefined
    : { ...resource, Properties: { ...properties, [property]: off } };
}

function attributesOff(attributes: unknown): unknown {
  return Array.isArray(attributes)
    ? attributes.map((each: unknown) =>
        isProtection(each) ? { ...each, Value: 'false' } : each,
      )
    : attributes;
}

function isProtection(attribute: unknown): attribute is { Value?: unknown } {
  return (
    typeof attribute === 'object' &&
    attribute !== null &&
    'Key' in attribute &&
    attribute.Key === 'deletion_protection.enabled'
  );
}

/** Templates have truth values and numbers as texts too. */
function isSame(one: unknown, other: unknown): boolean {
  return typeof other === 'object'
    ? JSON.stringify(one) === JSON.stringify(other)
    : String(one) === String(other);
}
