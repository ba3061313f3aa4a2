import { listOf, type JsonObject } from '../resources/Json';
import type {
  ProviderRequest,
  ResourceProviders,
} from '../resources/ResourceProvider';
import { QUEUE_ATTRIBUTES, queueArn } from './Queue';
import type { QueueStore } from './QueueStore';

/** Lets the queues of stacks exist in SQS. */
export function queueProviders(queues: QueueStore): ResourceProviders {
  const queueOf = (request: ProviderRequest) =>
    queues.get(queueArn(request.account, request.region, queueName(request)));
  const setPolicy = (
    { account, region }: ProviderRequest,
    properties: JsonObject,
    policy = JSON.stringify(properties.PolicyDocument),
  ) => {
    for (const url of listOf(properties.Queues)) {
      const name = String(url).split('/').pop() ?? '';
      const queue = queues.get(queueArn(account, region, name));
      // A queue that is gone has taken its policy along.
      if (queue) {
        queues.setAttributes(queue, { Policy: policy });
      }
    }
  };
  return {
    'AWS::SQS::Queue': {
      create: request => {
        queues.create({
          account: request.account,
          region: request.region,
          name: queueName(request),
          attributes: attributesOf(request.properties),
          tags: request.tags,
        });
      },
      update: request => {
        const queue = queueOf(request);
        if (queue) {
          queues.setAttributes(queue, attributesOf(request.properties));
        }
      },
      delete: request => {
        const queue = queueOf(request);
        if (queue) {
          queues.delete(queue);
        }
      },
    },
    'AWS::SQS::QueuePolicy': {
      create: request => setPolicy(request, request.properties),
      update: (request, previous) => {
        setPolicy(request, previous, '');
        setPolicy(request, request.properties);
      },
      delete: request => setPolicy(request, request.properties, ''),
    },
  };
}

/** A queue's physical id is its URL. */
function queueName(request: ProviderRequest): string {
  return request.physicalId.split('/').pop() ?? request.physicalId;
}

/** The properties that are attributes by the same name; policies are JSON there. */
function attributesOf(properties: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => QUEUE_ATTRIBUTES.includes(name))
      .map(([name, value]) => [
        name,
        typeof value === 'object' ? JSON.stringify(value) : String(value),
      ]),
  );
}
