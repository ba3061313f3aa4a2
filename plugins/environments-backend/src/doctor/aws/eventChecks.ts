import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  type DescribeRuleResponse,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CannotTell, type Check } from '../Check';
import type { Connections } from '../Connections';
import type { AwsAccess } from './AwsAccess';
import { accountsKeptOut, isOpenToAll } from './queuePolicy';
import { takesStackEvents } from './takesStackEvents';

/** The queue of stack events, and the rules that send to it. */
export function eventChecks(options: {
  connections: Connections;
  aws: AwsAccess;
}): Check[] {
  const { aws, connections } = options;
  const { accounts, queue } = connections;
  if (!queue) {
    return [
      {
        name: 'queue',
        subject: 'stack events',
        good: '',
        remedy:
          'Make the queue, and set PLINTH_EVENTS_QUEUE_URL. Without it everything works, only later.',
        access: '',
        look: async () => ['No queue is configured for stack events.'],
      },
    ];
  }
  const owner = new URL(queue.url).pathname.split('/')[1];
  const read = async () => {
    const client = new SQSClient(aws.options(owner, queue.region));
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: queue.url,
        AttributeNames: ['QueueArn', 'Policy', 'RedrivePolicy'],
      }),
    );
    return Attributes;
  };
  let found: ReturnType<typeof read> | undefined;
  const attributesOf = () => {
    found ??= read();
    return found;
  };
  return [
    {
      name: 'queue',
      subject: 'stack events',
      good: 'The queue takes events from the rules of every account and nothing without a condition, and has a dead-letter queue.',
      remedy: `Make the queue ${queue.url}, and let its policy allow sqs:SendMessage to events.amazonaws.com, with aws:SourceArn or aws:SourceAccount for each account; give it a dead-letter queue, after three receives.`,
      access: `Let the portal read the attributes of the queue in account ${owner}.`,
      look: async () => {
        const attributes = await attributesOf().catch(error => {
          if (/NonExistentQueue|QueueDoesNotExist/.test(error?.name)) {
            return undefined;
          }
          throw error;
        });
        if (!attributes) {
          return [`There is no queue ${queue.url}.`];
        }
        const { Policy, RedrivePolicy } = attributes;
        return [
          ...accountsKeptOut(
            Policy,
            accounts.map(({ id }) => id),
          ).map(id => `It takes no events from account ${id}.`),
          ...(Policy && isOpenToAll(Policy)
            ? ['It takes events of everybody: a statement has no condition.']
            : []),
          ...(RedrivePolicy ? [] : ['It has no dead-letter queue.']),
        ];
      },
    },
    ...accounts.flatMap(({ id, regions }) =>
      regions.map((region): Check => ({
        name: 'event-rule',
        subject: `account ${id}, ${region}`,
        good: 'A rule sends stack events to the queue.',
        remedy:
          'Make an EventBridge rule for the source aws.cloudformation with the queue as its target, and enable it.',
        access: `Let the portal list and describe the rules of account ${id}.`,
        look: async () => {
          const { QueueArn } = await attributesOf();
          const client = new EventBridgeClient(aws.options(id, region));
          const rules = await rulesTo(client, QueueArn);
          if (rules.length === 0) {
            return ['No rule sends to the queue.'];
          }
          const names = rules.map(({ Name }) => Name).join(', ');
          const answers = rules
            .filter(({ State }) => State?.startsWith('ENABLED'))
            .map(({ EventPattern }) =>
              takesStackEvents(EventPattern, { account: id, region }),
            );
          if (answers.includes(true)) {
            return [];
          }
          if (answers.includes(undefined)) {
            throw new CannotTell(
              `the pattern of ${names} asks for more than that events are of stacks, which is not weighed here`,
            );
          }
          return [
            `${names} sends to the queue, but is not enabled for the events of stacks.`,
          ];
        },
      })),
    ),
  ];
}

async function rulesTo(
  client: EventBridgeClient,
  target: string | undefined,
): Promise<DescribeRuleResponse[]> {
  const names: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListRuleNamesByTargetCommand({ TargetArn: target, NextToken }),
    );
    names.push(...(page.RuleNames ?? []));
    ({ NextToken } = page);
  } while (NextToken);
  return Promise.all(
    names.map(Name => client.send(new DescribeRuleCommand({ Name }))),
  );
}
