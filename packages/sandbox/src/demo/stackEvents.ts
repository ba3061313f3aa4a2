import {
  EventBridgeClient,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ACCOUNTS, SHARED_ACCOUNT } from './organization';

const QUEUE = 'plinth-events';
/** Takes the messages that nobody can read. */
const UNREADABLE = 'plinth-events-unreadable';
const REGION = 'us-east-1';
const QUEUE_ARN = `arn:aws:sqs:${REGION}:${SHARED_ACCOUNT}:${QUEUE}`;
/** Where the rules of other places send to: EventBridge sends to queues of its own region alone. */
const BUS_ARN = `arn:aws:events:${REGION}:${SHARED_ACCOUNT}:event-bus/default`;

/** Lets the one rule beside the queue send to it, and no other. */
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: QUEUE_ARN,
      Condition: {
        ArnEquals: {
          'aws:SourceArn': `arn:aws:events:${REGION}:${SHARED_ACCOUNT}:rule/${QUEUE}`,
        },
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

/**
 * Sends CloudFormation's events of every account and region to one queue in the shared account, over the bus beside it.
 *
 * @param accounts - with the one that has the queue; @default - the demo's
 */
export async function routeStackEvents(
  endpoint: string,
  accounts: readonly { id: string; regions: readonly string[] }[] = ACCOUNTS,
): Promise<void> {
  const queues = new SQSClient(client(endpoint, SHARED_ACCOUNT, REGION));
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
  const hub = new EventBridgeClient(client(endpoint, SHARED_ACCOUNT, REGION));
  for (const { id } of accounts.filter(each => each.id !== SHARED_ACCOUNT)) {
    await hub.send(
      new PutPermissionCommand({
        StatementId: `${QUEUE}-${id}`,
        Action: 'events:PutEvents',
        Principal: id,
      }),
    );
  }
  hub.destroy();
  for (const { id, regions } of accounts) {
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
            id === SHARED_ACCOUNT && region === REGION
              ? { Id: 'portal', Arn: QUEUE_ARN }
              : {
                  Id: 'portal',
                  Arn: BUS_ARN,
                  RoleArn: `arn:aws:iam::${id}:role/${QUEUE}`,
                },
          ],
        }),
      );
      events.destroy();
    }
  }
}
