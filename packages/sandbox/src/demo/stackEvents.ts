import {
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNTS, SHARED_ACCOUNT } from './organization';

const QUEUE = 'plinth-events';
/** Takes the messages that nobody can read. */
const UNREADABLE = 'plinth-events-unreadable';
const QUEUE_ARN = `arn:aws:sqs:us-east-1:${SHARED_ACCOUNT}:${QUEUE}`;

/** Lets the rules of the organisation's accounts send to the queue, and nobody else's. */
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE_ARN,
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNTS.map(({ id }) => id) },
      },
    },
  ],
};

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
  await queues.send(new CreateQueueCommand({ QueueName: UNREADABLE }));
  await queues.send(
    new CreateQueueCommand({
      QueueName: QUEUE,
      Attributes: {
        Policy: JSON.stringify(POLICY),
        RedrivePolicy: JSON.stringify({
          deadLetterTargetArn: QUEUE_ARN.replace(QUEUE, UNREADABLE),
          maxReceiveCount: 3,
        }),
      },
    }),
  );
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
              Arn: QUEUE_ARN,
            },
          ],
        }),
      );
      events.destroy();
    }
  }
}
