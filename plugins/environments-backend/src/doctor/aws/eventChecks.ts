import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRuleNamesByTargetCommand,
  type DescribeRuleResponse,
} from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { CannotTell, type Check } from '../Check';
import type { Connections } from '../Connections';
import type { AwsAccess } from './AwsAccess';
import { accountsKeptOut, busKeepsOut, isOpenToAll } from './queuePolicy';
import { takesStackEvents, type StackEventPlace } from './takesStackEvents';

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
      good: 'The queue takes events from the rules of its account and nothing without a condition, and has a dead-letter queue.',
      remedy: `Make the queue ${queue.url}, and let its policy allow sqs:SendMessage to events.amazonaws.com, with the aws:SourceArn of the rule beside it; give it a dead-letter queue, after three receives.`,
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
          ...accountsKeptOut(Policy, [owner]).map(
            id => `It takes no events from account ${id}, which it is in.`,
          ),
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
        good: 'A rule sends stack events to the queue, or to the bus beside it, whose rule brings them there.',
        remedy: `Make an EventBridge rule for the source aws.cloudformation, and enable it. Its target is the queue where that is, and from elsewhere the default bus of account ${owner} in ${queue.region}, with a role that may events:PutEvents there; let that bus's policy take events from account ${id}.`,
        access: `Let the portal list and describe the rules of account ${id}, and of account ${owner}, and describe its event bus.`,
        look: async () => {
          const { QueueArn = '', Policy } = await attributesOf();
          const place = { account: id, region };
          const client = new EventBridgeClient(aws.options(id, region));
          const direct = await rulesTo(client, QueueArn);
          if (direct.length > 0) {
            return [
              ...faultsOf(direct, place),
              ...accountsKeptOut(Policy, [id]).map(
                () => `The queue takes no events from account ${id}.`,
              ),
            ];
          }
          const bus = busBeside(QueueArn);
          const isThere = id === owner && region === queue.region;
          const relayed = isThere ? [] : await rulesTo(client, bus);
          if (relayed.length === 0) {
            return ['No rule sends to the queue.'];
          }
          const hub = new EventBridgeClient(aws.options(owner, queue.region));
          const onward = await rulesTo(hub, QueueArn);
          return [
            ...faultsOf(relayed, place),
            ...(onward.length === 0
              ? [`No rule of ${bus} sends to the queue.`]
              : faultsOf(onward, place)),
            ...(await busFaults(hub, bus, { id, owner })),
          ];
        },
      })),
    ),
  ];
}

/** ARN of the default bus of the queue's account and region. */
function busBeside(queueArn: string): string {
  const [, partition, , region, account] = queueArn.split(':');
  return `arn:${partition}:events:${region}:${account}:event-bus/default`;
}

async function busFaults(
  hub: EventBridgeClient,
  bus: string,
  { id, owner }: { id: string; owner: string },
): Promise<string[]> {
  // An account's own rules need no word of the bus's policy.
  if (id === owner) {
    return [];
  }
  const { Policy } = await hub.send(new DescribeEventBusCommand({}));
  return busKeepsOut(Policy, id)
    ? [`${bus} takes no events from account ${id}.`]
    : [];
}

/** What keeps rules that send to the right target from sending the events of stacks of a place. */
function faultsOf(
  rules: readonly DescribeRuleResponse[],
  place: StackEventPlace,
): string[] {
  const names = rules.map(({ Name }) => Name).join(', ');
  const answers = rules
    .filter(({ State }) => State?.startsWith('ENABLED'))
    .map(({ EventPattern }) => takesStackEvents(EventPattern, place));
  if (answers.includes(true)) {
    return [];
  }
  if (answers.includes(undefined)) {
    throw new CannotTell(
      `the pattern of ${names} asks for more than that events are of stacks, which is not weighed here`,
    );
  }
  return [`${names} sends on, but is not enabled for the events of stacks.`];
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
