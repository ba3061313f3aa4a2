import type { AwsContext } from '../AwsContext';
import { json10 } from '../protocols/jsonProtocol';
import type { AwsService } from '../service/AwsService';
import { messageOperations } from './messageOperations';
import { queueOperations } from './queueOperations';

/** SQS: standard queues with long polling, visibility timeouts, batches and dead-letter queues. No FIFO queues. */
export function sqsService({ queues }: Pick<AwsContext, 'queues'>): AwsService {
  return {
    signingName: 'sqs',
    protocol: json10,
    invalidParameter: 'InvalidParameterValue',
    operations: { ...queueOperations(queues), ...messageOperations(queues) },
  };
}
