import { Rule, used } from '../Subject';

/** Queues. */
export const queue: Rule = subject =>
  used(
    'sqs',
    subject.flag(false, 'FifoQueue') ? 'fifo' : 'standard',
    subject.usage('queueMillions'),
    'Requests',
  );

/** Topics. */
export const topic: Rule = subject =>
  used('sns', 'requests', subject.usage('topicMillions'), 'Publishes');

/** Event buses, by custom events. */
export const eventBus: Rule = subject =>
  used('eventbridge', 'events', subject.usage('busMillions'), 'Custom events');

/** Delivery streams. */
export const deliveryStream: Rule = subject =>
  used('firehose', 'ingest', subject.usage('firehoseGb'), 'Data taken in');

/** State machines. */
export const stateMachine: Rule = subject =>
  used(
    'step-functions',
    'transitions',
    subject.usage('transitionThousands'),
    'State transitions',
  );
