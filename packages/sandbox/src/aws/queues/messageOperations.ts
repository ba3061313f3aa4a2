import type { AwsCall } from '../service/AwsCall';
import { AwsError } from '../protocols/AwsError';
import type { Operation, Operations, Output } from '../service/AwsService';
import type { Input } from '../service/Input';
import { namedQueue } from './namedQueue';
import type { Message, Queue } from './Queue';
import type { QueueStore } from './QueueStore';

/** One thing done with a queue: as a call of its own, or as an entry of a batch. */
type Single = (queue: Queue, entry: Input) => Output;

/** Messages: send, receive, hide, delete; one by one or in batches. */
export function messageOperations(queues: QueueStore): Operations {
  const single =
    (work: Single): Operation =>
    (call, input) =>
      work(namedQueue(queues, call, input), input);
  const batch =
    (work: Single): Operation =>
    (call, input) =>
      batched(namedQueue(queues, call, input), input, work);
  const send: Single = (queue, entry) => {
    const body = entry.text('MessageBody');
    const options = {
      delaySeconds: entry.optionalNumber('DelaySeconds', 0, 900),
      messageAttributes: entry.structure('MessageAttributes'),
    };
    entry.end();
    const limit = Number(queue.attributes.MaximumMessageSize);
    if (Buffer.byteLength(body) > limit) {
      throw entry.error(
        `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
      );
    }
    const message = queues.send(queue, body, options);
    return { MessageId: message.id, MD5OfMessageBody: message.md5 };
  };
  const remove: Single = (queue, entry) => {
    const message = queues.byHandle(queue, entry.text('ReceiptHandle'));
    entry.end();
    // Deleting what is gone succeeds, as in SQS.
    if (message) {
      queues.remove(message);
    }
    return {};
  };
  const changeVisibility: Single = (queue, entry) => {
    const message = queues.byHandle(queue, entry.text('ReceiptHandle'));
    const seconds = entry.number('VisibilityTimeout', {
      default: 30,
      min: 0,
      max: 43_200,
    });
    entry.end();
    if (!message) {
      throw new AwsError(
        'ReceiptHandleIsInvalid',
        'The input receipt handle is not a valid receipt handle.',
      );
    }
    queues.changeVisibility(message, seconds);
    return {};
  };
  return {
    SendMessage: single(send),
    SendMessageBatch: batch(send),
    ReceiveMessage: (call, input) => receive(queues, call, input),
    DeleteMessage: single(remove),
    DeleteMessageBatch: batch(remove),
    ChangeMessageVisibility: single(changeVisibility),
    ChangeMessageVisibilityBatch: batch(changeVisibility),
  };
}

async function receive(
  queues: QueueStore,
  call: AwsCall,
  input: Input,
): Promise<Output> {
  const queue = namedQueue(queues, call, input);
  const limit = input.number('MaxNumberOfMessages', {
    default: 1,
    min: 1,
    max: 10,
  });
  const wait = input.number('WaitTimeSeconds', {
    default: Number(queue.attributes.ReceiveMessageWaitTimeSeconds),
    min: 0,
    max: 20,
  });
  const visibilitySeconds = input.optionalNumber(
    'VisibilityTimeout',
    0,
    43_200,
  );
  const system = [
    ...input.texts('MessageSystemAttributeNames'),
    ...input.texts('AttributeNames'),
  ];
  const own = input.texts('MessageAttributeNames');
  input.end();
  const messages = await queues.receiveOrWait(queue, limit, {
    visibilitySeconds,
    waitMilliseconds: wait * 1000,
  });
  return {
    Messages: messages.length
      ? messages.map(message => received(queue, message, { system, own }))
      : undefined,
  };
}

/** Does each entry on its own; what fails is named in the answer. */
function batched(queue: Queue, input: Input, work: Single): Output {
  const entries = input.inputs('Entries');
  if (entries.length === 0) {
    throw new AwsError(
      'EmptyBatchRequest',
      'There should be at least one entry in the request.',
    );
  }
  if (entries.length > 10) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      'Maximum number of entries per request are 10.',
    );
  }
  const successful: Output[] = [];
  const failed: Output[] = [];
  for (const entry of entries) {
    const id = entry.text('Id');
    try {
      successful.push({ Id: id, ...work(queue, entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      failed.push({
        Id: id,
        SenderFault: true,
        Code: error.code,
        Message: error.message,
      });
    }
  }
  return { Successful: successful, Failed: failed };
}

function received(
  queue: Queue,
  message: Message,
  wanted: { system: string[]; own: string[] },
): Output {
  const system = chosen(wanted.system, {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SenderId: queue.account,
    SentTimestamp: String(message.sentAt),
  });
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5,
    Body: message.body,
    Attributes: system,
    MessageAttributes: chosen(wanted.own, message.messageAttributes ?? {}),
  };
}

/** The attributes that are asked for: by name, by `prefix.*`, or all of them. */
function chosen(
  wanted: string[],
  attributes: Record<string, unknown>,
): Record<string, unknown> | undefined {
  const shown = Object.entries(attributes).filter(([name]) =>
    wanted.some(
      item =>
        item === 'All' ||
        item === name ||
        (item.endsWith('.*') && name.startsWith(item.slice(0, -2))),
    ),
  );
  return shown.length ? Object.fromEntries(shown) : undefined;
}
