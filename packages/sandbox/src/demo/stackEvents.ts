import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNTS, SHARED_ACCOUNT } from './organization';

const QUEUE = 'plinth-events';

function client(endpoint: string, account: string, region: string) {
  return {
    endpoint,
    region,
    credentials: {
      accessKeyId: `AKIA${account}DEMO`,
      secretAccessKey: 'sandbox',
    },
  };
}

/** Sends CloudFormation's events of every account and region to one queue in the shared account. */
export async function routeStackEvents(endpoint: string): Promise<void> {
  const queues = new SQSClient(client(endpoint, SHARED_ACCOUNT, 'us-east-1'));
  await queues.send(new CreateQueueCommand({ QueueName: QUEUE }));
  queues.destroy();
  for (const { id, regions } of ACCOUNTS) {
    for (const region of regions) {
      const events = new EventBridgeClient(client(endpoint, id, region));
      await events.send(
        new PutRuleCommand({
          Name: QUEUE,
          EventPattern: JSON.stringify({
            source: ['aws.cloudformation'],
            'detail-type': [
              'CloudFormation Stack Status Change',
              'CloudFormation Drift Detection Status Change',
            ],
          }),
        }),
      );
      await events.send(
        new PutTargetsCommand({
          Rule: QUEUE,
          Targets: [
            {
              Id: 'portal',
              Arn: `arn:aws:sqs:us-east-1:${SHARED_ACCOUNT}:${QUEUE}`,
            },
          ],
        }),
      );
      events.destroy();
    }
  }
}
