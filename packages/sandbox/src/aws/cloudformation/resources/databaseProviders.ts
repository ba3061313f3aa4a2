import type { Json } from '../../resources/Json';
import type { Place } from '../../resources/Place';
import {
  ResourceError,
  type ProviderRequest,
  type ResourceProviders,
} from '../../resources/ResourceProvider';
import type { LiveResource } from '../model';

/** The resources of a type that exist in a place. */
type Existing = (where: Place & { type: string }) => readonly LiveResource[];

const INSTANCE = 'AWS::RDS::DBInstance';

/**
 * What RDS refuses of databases: to take one back to an older version, to another major version
 * without leave for it or with a parameter group of another family, to make its storage smaller, to replicate one whose
 * password RDS manages, and to let one that is there follow another. One that no longer names its source is promoted.
 */
export function databaseProviders(
  existing: Existing,
  isLost: (region: string) => boolean,
): ResourceProviders {
  return {
    [INSTANCE]: {
      create: request => {
        requireReplicable(request, existing, isLost);
        requireFamily(request, existing);
      },
      update: (request, previous) => {
        refuseNewSource(request, previous);
        requireLargerStorage(
          request.properties.AllocatedStorage,
          previous.AllocatedStorage,
        );
        requireUpgrade(request, previous);
        requireFamily(request, existing);
      },
    },
    'AWS::DocDB::DBCluster': { create: requireSnapshotHere },
  };
}

function requireUpgrade(
  { properties }: ProviderRequest,
  previous: ProviderRequest['properties'],
): void {
  const [from, to] = [previous.EngineVersion, properties.EngineVersion];
  if (typeof from !== 'string' || typeof to !== 'string' || from === to) {
    return;
  }
  const major = (version: string) => Number(version.split('.')[0]);
  if (major(to) < major(from)) {
    throw refusal(
      `Cannot upgrade ${String(properties.Engine)} from ${from} to ${to}`,
    );
  }
  if (
    major(to) > major(from) &&
    String(properties.AllowMajorVersionUpgrade) !== 'true'
  ) {
    throw refusal(
      'The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.',
    );
  }
}

function requireLargerStorage(
  now: Json | undefined,
  before: Json | undefined,
): void {
  if (
    now !== undefined &&
    before !== undefined &&
    Number(now) < Number(before)
  ) {
    throw refusal(
      `Invalid storage size for engine name postgres and storage type gp3: ${String(now)}. Storage cannot be decreased from ${String(before)}`,
    );
  }
}

/** A parameter group has to be of the family of the instance's version, where both are known. */
function requireFamily(
  { properties, account, region }: ProviderRequest,
  existing: Existing,
): void {
  const { Engine, EngineVersion, DBParameterGroupName } = properties;
  const group = existing({
    account,
    region,
    type: 'AWS::RDS::DBParameterGroup',
  }).find(({ physicalId }) => physicalId === DBParameterGroupName);
  if (!group || Engine !== 'postgres' || typeof EngineVersion !== 'string') {
    return;
  }
  const family = `postgres${EngineVersion.split('.')[0]}`;
  if (group.properties.Family !== family) {
    throw refusal(
      `The parameter group ${group.physicalId} with DBParameterGroupFamily ${String(group.properties.Family)} can't be used for this instance. Please use a parameter group with DBParameterGroupFamily ${family}`,
    );
  }
}

/**
 * Without a source an instance is promoted in place. With another one, or with one that it never had, it is replaced, which
 * CloudFormation refuses of a resource with a name (handlers of AWS::RDS::DBInstance).
 */
function refuseNewSource(
  { properties, logicalId, physicalId }: ProviderRequest,
  previous: ProviderRequest['properties'],
): void {
  const [before, after] = [previous, properties].map(
    each => each.SourceDBInstanceIdentifier,
  );
  if (after !== undefined && after !== before) {
    throw new ResourceError(
      `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${physicalId} and update the stack again. (${logicalId})`,
      'InvalidRequest',
    );
  }
}

/** DocumentDB restores what is in the account and region of the new cluster. */
function requireSnapshotHere({
  properties,
  account,
  region,
}: ProviderRequest): void {
  const { SnapshotIdentifier: snapshot } = properties;
  if (typeof snapshot !== 'string') {
    return;
  }
  const [, , , snapshotRegion, owner] = snapshot.split(':');
  if (
    snapshot.startsWith('arn:') &&
    (snapshotRegion !== region || owner !== account)
  ) {
    throw new ResourceError(
      `DBClusterSnapshot ${snapshot} not found (Service: DocDb, Status Code: 404)`,
      'NotFound',
    );
  }
}

function requireReplicable(
  { properties, account, region }: ProviderRequest,
  existing: Existing,
  isLost: (region: string) => boolean,
): void {
  const { SourceDBInstanceIdentifier: source, SourceRegion } = properties;
  if (typeof source !== 'string') {
    return;
  }
  const [, , , namedRegion, , , name] = source.startsWith('arn:')
    ? source.split(':')
    : ['', '', '', String(SourceRegion ?? region), '', '', source];
  if (isLost(namedRegion)) {
    throw refusal(`The source region ${namedRegion} does not answer.`, 503);
  }
  const primary = existing({
    account,
    region: namedRegion,
    type: INSTANCE,
  }).find(({ physicalId }) => physicalId === name);
  if (!primary) {
    throw refusal(`DBInstance ${name} not found.`, 404);
  }
  if (
    String(primary.properties.ManageMasterUserPassword) === 'true' &&
    primary.properties.Engine === 'postgres'
  ) {
    throw refusal(
      `You can't create a read replica of ${name} while its master user password is managed in AWS Secrets Manager.`,
    );
  }
}

function refusal(message: string, status = 400): ResourceError {
  return new ResourceError(
    `${message} (Service: Rds, Status Code: ${status})`,
    'InvalidRequest',
  );
}
