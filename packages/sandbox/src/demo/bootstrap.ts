import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  accessTemplate,
  type PipelineRepository,
} from '@plinth/blueprints/schema';
import type { AwsSandbox } from '../aws';
import { ACCOUNTS, SHARED_ACCOUNT } from './organization';

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
  repository: PipelineRepository;
}): Promise<void> {
  const { aws, issuer, repository } = options;
  const cdk = bootstrapTemplate();
  for (const { id: account, stages, regions } of ACCOUNTS) {
    const access = accessTemplate({
      issuer,
      repositories: [repository],
      stages,
      portalAccount: SHARED_ACCOUNT,
    });
    await aws.cloudFormation.deploy({
      account,
      region: regions[0],
      stackName: 'plinth-access',
      template: JSON.stringify(access),
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
