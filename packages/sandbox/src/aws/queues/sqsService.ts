import type { AwsContext } from '../AwsContext';
import { json10 } from '../protocols/jsonProtocol';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService, Permission } from '../service/AwsService';
import { messageOperations } from './messageOperations';
import { queueOperations } from './queueOperations';
import { policyOf } from './queuePolicy';
import type { QueueStore } from './QueueStore';

/** SQS: standard queues with long polling, visibility timeouts, batches and dead-letter queues. No FIFO queues. */
export function sqsService({ queues }: Pick<AwsContext, 'queues'>): AwsService {
  return {
    signingName: 'sqs',
    protocol: json10,
    invalidParameter: 'InvalidParameterValue',
    permission: call => permissionFor(call, queues),
    operations: { ...queueOperations(queues), ...messageOperations(queues) },
  };
}

/** What a call needs. SQS judges a batch as it judges a single message. */
function permissionFor(call: AwsCall, queues: QueueStore): Permission {
  const action = `sqs:${call.operation.replace(/Batch$/, '')}`;
  const queue =
    typeof call.input.QueueUrl === 'string'
      ? queues.byUrl(call.input.QueueUrl, call.region)
      : undefined;
  return queue
    ? {
        action,
        resource: queue.arn,
        owner: queue.account,
        resourcePolicy: policyOf(queue),
      }
    : { action };
}
