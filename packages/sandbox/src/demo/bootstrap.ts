import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AwsSandbox } from '../aws';
import { accessTemplate } from './access';
import { ACCOUNTS, REPOSITORY, SHARED_ACCOUNT } from './organization';

/** The bootstrap template of the CDK CLI that the pipeline uses. */
function bootstrapTemplate(): string {
  const cli = path.dirname(require.resolve('aws-cdk/package.json'));
  return readFileSync(
    path.join(cli, 'lib/api/bootstrap/bootstrap-template.yaml'),
    'utf8',
  );
}

/** Bootstraps every account and region for CDK, and makes the roles of plan, deploy and the portal. */
export async function bootstrapAccounts(options: {
  aws: AwsSandbox;
  issuer: string;
}): Promise<void> {
  const { aws, issuer } = options;
  const cdk = bootstrapTemplate();
  const access = JSON.stringify(
    accessTemplate({
      issuer,
      repository: REPOSITORY,
      portalAccount: SHARED_ACCOUNT,
    }),
  );
  for (const { id: account, regions } of ACCOUNTS) {
    await aws.cloudFormation.deploy({
      account,
      region: regions[0],
      stackName: 'plinth-access',
      template: access,
    });
    for (const region of regions) {
      await aws.cloudFormation.deploy({
        account,
        region,
        stackName: 'CDKToolkit',
        template: cdk,
        parameters: [
          {
            key: 'CloudFormationExecutionPolicies',
            value: 'arn:aws:iam::aws:policy/AdministratorAccess',
          },
        ],
      });
    }
  }
}
