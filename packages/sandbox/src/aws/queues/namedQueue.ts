import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Input } from '../service/Input';
import type { Queue } from './Queue';
import type { QueueStore } from './QueueStore';

/** The queue that a call is about, or SQS's error. */
export function namedQueue(
  queues: QueueStore,
  call: Pick<AwsCall, 'region'>,
  input: Input,
): Queue {
  return existing(queues.byUrl(input.text('QueueUrl'), call.region));
}

/** The queue, or SQS's error. */
export function existing(queue: Queue | undefined): Queue {
  if (!queue) {
    throw new AwsError(
      'QueueDoesNotExist',
      'The specified queue does not exist.',
    );
  }
  return queue;
}
