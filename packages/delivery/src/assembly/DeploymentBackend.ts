import type { StackLocation } from '../aws/DeployedStack';

/** Where a bootstrap of a qualifier publishes files, and by which roles it deploys, in one account and region. */
export interface DeploymentBackend {
  readonly bucket: string;
  readonly deployRole: string;
  readonly executionRole: string;
  readonly lookupRole: string;
  readonly publishingRole: string;
  /** Name of the SSM parameter that holds the version of the bootstrap. */
  readonly versionParameter: string;
}

/** The names that `cdk bootstrap` and the blueprint of that name give, as the CDK's default synthesizer expects them. */
export function backendOf(
  qualifier: string,
  { account, region }: Pick<StackLocation, 'account' | 'region'>,
): DeploymentBackend {
  const role = (purpose: string) =>
    `arn:\${AWS::Partition}:iam::${account}:role/cdk-${qualifier}-${purpose}-role-${account}-${region}`;
  return {
    bucket: `cdk-${qualifier}-assets-${account}-${region}`,
    deployRole: role('deploy'),
    executionRole: role('cfn-exec'),
    lookupRole: role('lookup'),
    publishingRole: role('file-publishing'),
    versionParameter: `/cdk-bootstrap/${qualifier}/version`,
  };
}
