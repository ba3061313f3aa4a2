import {
  type CfnDBInstanceProps,
  CfnDBParameterGroup,
} from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';

/** The database in another region that one is copied from. */
export interface DatabaseSource {
  readonly arn: string;
  readonly region: string;
  /** Whether it still follows; once it was promoted it never does again. */
  readonly follows: boolean;
}

/**
 * What makes an instance follow another one, or says that it once did: without its source CloudFormation promotes it, and a
 * change of the source's region would replace it.
 *
 * Source: `SourceDBInstanceIdentifier` and `SourceRegion` of AWS::RDS::DBInstance, CloudFormation template reference.
 */
export function copied({
  arn,
  region,
  follows,
}: DatabaseSource): Pick<
  CfnDBInstanceProps,
  'sourceDbInstanceIdentifier' | 'sourceRegion'
> {
  return {
    ...(follows && { sourceDbInstanceIdentifier: arn }),
    sourceRegion: region,
  };
}

/** The settings that every PostgreSQL has, be it a standby, which is promoted as it is. */
export function postgresSettings(
  scope: Construct,
  { version, identifier }: { version: string; identifier: string },
): CfnDBParameterGroup {
  return new CfnDBParameterGroup(scope, 'Settings', {
    family: `postgres${version}`,
    description: `Settings of ${identifier}`,
    parameters: {
      'rds.force_ssl': '1',
      log_connections: '1',
      log_disconnections: '1',
      log_min_duration_statement: '1000',
    },
  });
}
