import type { AcceptedFinding } from './rulePacks';
import type { Stage } from './stages';

/*
 * Answers that several blueprints give alike, each about resources whose construct it names. CDK ends a logical ID in eight
 * digits of a hash over the construct's path, so that what a stack.ts adds under such a name is not meant.
 */

/** Logical IDs of the construct with this path without its slashes. */
const made = (name: string) => new RegExp(`^${name}[0-9A-F]{8}$`);

/** Accepts a rule's finding on the constructs whose paths match, for a reason. */
export function accept(
  rule: string,
  name: string,
  reason: string,
  stages?: readonly Stage[],
): AcceptedFinding {
  return { rule, resources: made(name), reason, stages };
}

/** A network with public subnets. */
export function acceptNetwork(name: string): AcceptedFinding[] {
  return [
    accept(
      'VPCNoUnrestrictedRouteToIGW',
      `${name}VpcPublicSubnet\\dDefaultRoute`,
      'Only public subnets have this route, and only load balancers, NAT gateways and a host that was asked to have an address are in them. Services and data are in subnets without it.',
    ),
    accept(
      'VPCDefaultSecurityGroupClosed',
      `${name}Vpc`,
      'Nothing joins the default group: every part names a group of its own. CloudFormation cannot empty it, and the function that could would need more rights than it saves.',
    ),
  ];
}

/** A bucket for access logs. */
export function acceptAccessLogs(name: string): AcceptedFinding[] {
  return [
    accept(
      'S3DefaultEncryptionKMS',
      name,
      'S3 and load balancers deliver access logs to no bucket whose default key is a customer-managed one. It is encrypted with the key of S3, private, and asks for TLS.',
    ),
    accept(
      'S3BucketReplicationEnabled',
      name,
      'It holds who read what, no data of the application. S3 keeps it in three zones; CloudTrail has the calls that change something besides.',
    ),
  ];
}

/** A PostgreSQL instance, and its standby in another region. */
export function acceptDatabase(name: string): AcceptedFinding[] {
  return [
    accept(
      'RDSEnhancedMonitoringEnabled',
      name,
      'From stage staging on the primary has it. Previews and dev hold no real data; a standby in another region serves nobody until it is promoted, and its load, storage and lag have alarms.',
    ),
    accept(
      'RDSMultiAZSupport',
      name,
      'From stage staging on the primary may have its standby in another zone, and production refuses to be without. A standby in another region is itself what survives.',
    ),
    accept(
      'RDSInBackupPlan',
      name,
      'RDS backs it up by itself, with recovery to any five minutes for the days of the stage table. Where a region is to be survived AWS Backup copies it too, as a plan of the unit by the ARN.',
    ),
  ];
}

/** What is kept at every stage but previews. */
export function acceptPreview(rule: string, name: string): AcceptedFinding {
  return accept(
    rule,
    name,
    'Previews are deleted as a whole when their branch ends, with invented data; every other stage has it.',
    ['preview'],
  );
}

/**
 * A standby of a PostgreSQL instance in another region.
 *
 * @param password - the secret with the administrator's password, or a pattern of several
 */
export function acceptStandby(
  name: string,
  password = 'DatabasePassword',
): AcceptedFinding[] {
  return [
    accept(
      'RDSStorageEncrypted',
      name,
      'A standby in another region takes the setting from its primary, which is encrypted, and RDS refuses it here; the key of this region is named.',
    ),
    accept(
      'SecretsManagerRotationEnabled',
      password,
      'RDS refuses a standby of an instance whose password it rotates, and one that a service rotates stays in its region. The runbook database-password-rotation replaces this one every 90 days.',
    ),
  ];
}

/** A load balancer for the internet or a distribution, with a listener on port 80. */
export function acceptRedirect(name: string): AcceptedFinding {
  return accept(
    'ELBv2ACMCertificateRequired',
    name,
    'It answers on port 80 with a redirect to HTTPS and nothing else; the listener on 443 has the certificate.',
  );
}
