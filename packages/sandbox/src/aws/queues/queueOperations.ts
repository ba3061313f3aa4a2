import { AwsError } from '../protocols/AwsError';
import type { Operations } from '../service/AwsService';
import { existing, namedQueue } from './namedQueue';
import { QUEUE_ATTRIBUTES, type Queue } from './Queue';
import type { QueueStore } from './QueueStore';

/** Queues themselves: make, look, set, purge, delete. */
export function queueOperations(queues: QueueStore): Operations {
  return {
    CreateQueue: (call, input) => {
      const options = {
        account: call.account,
        region: call.region,
        name: input.text('QueueName'),
        attributes: known(input.map('Attributes')),
        tags: input.map('tags'),
      };
      input.end();
      const { name } = options;
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
        throw input.error(
          name.endsWith('.fifo')
            ? 'The sandbox does not implement FIFO queues'
            : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
        );
      }
      return { QueueUrl: queues.urlOf(queues.create(options)) };
    },
    DeleteQueue: (call, input) => {
      const queue = namedQueue(queues, call, input);
      input.end();
      queues.delete(queue);
      return {};
    },
    PurgeQueue: (call, input) => {
      const queue = namedQueue(queues, call, input);
      input.end();
      queues.purge(queue);
      return {};
    },
    ListQueues: (call, input) => {
      const prefix = input.optionalText('QueueNamePrefix') ?? '';
      const { items, nextToken } = input.page(
        queues
          .list(call.account, call.region)
          .filter(queue => queue.name.startsWith(prefix)),
        { limit: 'MaxResults', default: 1000 },
      );
      return {
        QueueUrls: items.map(queue => queues.urlOf(queue)),
        NextToken: nextToken,
      };
    },
    GetQueueUrl: (call, input) => {
      const owner = input.optionalText('QueueOwnerAWSAccountId');
      const name = input.text('QueueName');
      const queue = queues
        .list(owner ?? call.account, call.region)
        .find(item => item.name === name);
      return { QueueUrl: queues.urlOf(existing(queue)) };
    },
    GetQueueAttributes: (call, input) => {
      const all = attributesOf(queues, namedQueue(queues, call, input));
      const names = input.texts('AttributeNames');
      if (names.includes('All')) {
        return { Attributes: all };
      }
      const asked = names.filter(
        name => name in all || !QUEUE_ATTRIBUTES.includes(name),
      );
      return {
        Attributes: Object.fromEntries(
          asked.map(name => [name, all[name] ?? unknown(name)]),
        ),
      };
    },
    SetQueueAttributes: (call, input) => {
      const queue = namedQueue(queues, call, input);
      const attributes = known(input.map('Attributes'));
      input.end();
      queues.setAttributes(queue, attributes);
      return {};
    },
    ListQueueTags: (call, input) => ({
      Tags: namedQueue(queues, call, input).tags,
    }),
  };
}

function attributesOf(
  queues: QueueStore,
  queue: Queue,
): Record<string, string> {
  const counts = queues.counts(queue);
  const created = String(Math.floor(queue.createdAt / 1000));
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
  };
}

function known(attributes: Record<string, string>): Record<string, string> {
  const strange = Object.keys(attributes).find(
    name => !QUEUE_ATTRIBUTES.includes(name),
  );
  return strange === undefined ? attributes : unknown(strange);
}

function unknown(attribute: string): never {
  throw new AwsError('InvalidAttributeName', `Unknown Attribute ${attribute}.`);
}
