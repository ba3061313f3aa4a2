import type { JsonObject } from './cloudformation/Json';
import type {
  ProviderRequest,
  ResourceProvider,
} from './cloudformation/resources/ResourceProvider';
import type { RuleStore } from './events/RuleStore';
import { isStructure } from './service/Input';
import type { QueueStore } from './queues/QueueStore';
import { queueArn } from './queues/QueueStore';

/** Lets the queues and rules of stacks exist in SQS and EventBridge. */
export function resourceProviders(stores: {
  queues: QueueStore;
  rules: RuleStore;
}): Record<string, ResourceProvider> {
  const { queues, rules } = stores;
  const putRule = (request: ProviderRequest) => {
    const { account, region, properties } = request;
    rules.put({
      account,
      region,
      name: ruleName(request),
      description: optional(properties.Description),
      pattern: isStructure(properties.EventPattern)
        ? properties.EventPattern
        : undefined,
      state: properties.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      // Targets that are not queues stay without effect, like the functions and topics they name.
      targets: list(properties.Targets)
        .filter(isStructure)
        .map(target => ({
          id: String(target.Id),
          arn: String(target.Arn),
          input: optional(target.Input),
        })),
    });
  };
  return {
    'AWS::SQS::Queue': {
      create: request => {
        const { account, region, properties, tags } = request;
        queues.create({
          account,
          region,
          name: queueName(request),
          attributes: attributesOf(properties),
          tags,
        });
      },
      update: request => {
        const queue = queues.get(arnOf(request));
        if (queue) {
          queues.setAttributes(queue, attributesOf(request.properties));
        }
      },
      delete: request => {
        const queue = queues.get(arnOf(request));
        if (queue) {
          queues.delete(queue);
        }
      },
    },
    'AWS::Events::Rule': {
      create: putRule,
      update: putRule,
      delete: request => rules.delete(request, ruleName(request)),
    },
  };
}

const QUEUE_ATTRIBUTES = [
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
  'KmsMasterKeyId',
];

function attributesOf(properties: JsonObject): Record<string, string> {
  const attributes = Object.fromEntries(
    QUEUE_ATTRIBUTES.filter(name => properties[name] !== undefined).map(
      name => [name, String(properties[name])],
    ),
  );
  return properties.RedrivePolicy === undefined
    ? attributes
    : {
        ...attributes,
        RedrivePolicy: JSON.stringify(properties.RedrivePolicy),
      };
}

/** A queue's physical id is its URL. */
function queueName(request: ProviderRequest): string {
  return request.physicalId.split('/').pop() ?? request.physicalId;
}

function arnOf(request: ProviderRequest): string {
  return queueArn(request.account, request.region, queueName(request));
}

/** A rule's physical id is its name. */
function ruleName(request: ProviderRequest): string {
  return request.physicalId.split('/').pop() ?? request.physicalId;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function optional(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
