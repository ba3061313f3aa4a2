import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Input } from '../service/Input';
import type { Queue, QueueStore } from './QueueStore';

/** A queue's URL names its account and name; its region is the one in which the caller signs. */
export function namedQueue(
  queues: QueueStore,
  call: Pick<AwsCall, 'region'>,
  input: Input,
): Queue {
  const [account, name] = input.text('QueueUrl').split('/').slice(-2);
  return existing(
    queues.list(account, call.region).find(item => item.name === name),
  );
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
