import { mockServices } from '@backstage/backend-test-utils';
import { DefaultAwsCredentialsManager } from '@backstage/integration-aws-node';
import { AwsClients } from '../collect/aws/AwsClients';
import { ACCOUNT } from './awsAnswers';

/** The clients of the example account as the portal makes them; without an endpoint the test mocks their requests. */
export function awsClients(endpoint?: string): AwsClients {
  const config = mockServices.rootConfig({
    data: {
      aws: {
        accounts: [
          {
            accountId: ACCOUNT,
            accessKeyId: `AKIA${ACCOUNT}READ`,
            secretAccessKey: 'sandbox',
          },
        ],
      },
    },
  });
  return new AwsClients({
    credentials: DefaultAwsCredentialsManager.fromConfig(config),
    endpoint,
    metrics: { awsCall: () => {} },
  });
}
