import { AwsError, unsupportedOperation } from '../service/AwsError';
import type { AwsCall } from '../service/AwsCall';
import type { AwsService } from '../service/AwsService';
import { Input } from '../service/Input';
import { page } from '../service/page';
import type { Message, Queue, QueueStore } from './QueueStore';

type Operation = (
  call: AwsCall,
  input: Input,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/** SQS: standard queues with long polling, visibility timeouts, batches and dead-letter queues. No FIFO queues. */
export class SqsService implements AwsService {
  readonly signingName = 'sqs';
  readonly protocol = 'json1.0';
  readonly targetPrefix = 'AmazonSQS';
  readonly #queues: QueueStore;
  readonly #url: string;
  readonly #operations: Record<string, Operation | undefined>;

  constructor(options: {
    queues: QueueStore;
    /** Base of queue URLs. */
    url: string;
  }) {
    this.#queues = options.queues;
    this.#url = options.url;
    this.#operations = {
      CreateQueue: (call, input) => this.#create(call, input),
      DeleteQueue: (call, input) => {
        this.#queues.delete(this.#queue(call, input));
        return {};
      },
      PurgeQueue: (call, input) => {
        this.#queues.purge(this.#queue(call, input));
        return {};
      },
      ListQueues: (call, input) => this.#list(call, input),
      GetQueueUrl: (call, input) => this.#getUrl(call, input),
      GetQueueAttributes: (call, input) => this.#attributes(call, input),
      SetQueueAttributes: (call, input) => {
        this.#queues.setAttributes(
          this.#queue(call, input),
          texts(input.structure('Attributes')),
        );
        return {};
      },
      ListQueueTags: (call, input) => ({ Tags: this.#queue(call, input).tags }),
      SendMessage: (call, input) => this.#send(call, input),
      SendMessageBatch: (call, input) =>
        this.#batch(input, entry => this.#send(call, entry, input)),
      ReceiveMessage: (call, input) => this.#receive(call, input),
      DeleteMessage: (call, input) => this.#delete(call, input, input),
      DeleteMessageBatch: (call, input) =>
        this.#batch(input, entry => this.#delete(call, entry, input)),
      ChangeMessageVisibility: (call, input) =>
        this.#changeVisibility(call, input, input),
      ChangeMessageVisibilityBatch: (call, input) =>
        this.#batch(input, entry => this.#changeVisibility(call, entry, input)),
    };
  }

  isReadOnly(operation: string): boolean {
    return [
      'GetQueueUrl',
      'GetQueueAttributes',
      'ListQueues',
      'ListQueueTags',
    ].includes(operation);
  }

  async handle(call: AwsCall): Promise<Record<string, unknown>> {
    const operation = this.#operations[call.operation];
    if (!operation) {
      throw unsupportedOperation(call);
    }
    return operation(call, new Input(call, 'InvalidParameterValue'));
  }

  #create(call: AwsCall, input: Input) {
    const name = input.text('QueueName');
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
      throw input.error(
        name.endsWith('.fifo')
          ? 'The sandbox does not implement FIFO queues'
          : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    }
    const queue = this.#queues.create({
      account: call.account,
      region: call.region,
      name,
      attributes: texts(input.structure('Attributes')),
      tags: texts(input.structure('tags')),
    });
    return { QueueUrl: this.#urlOf(queue) };
  }

  #list(call: AwsCall, input: Input) {
    const prefix = input.optionalText('QueueNamePrefix') ?? '';
    const limit = input.number('MaxResults', {
      default: 1000,
      min: 1,
      max: 1000,
    });
    const { items, nextToken } = page(
      this.#queues
        .list(call.account, call.region)
        .filter(queue => queue.name.startsWith(prefix)),
      {
        token: input.optionalText('NextToken'),
        limit,
        question: { prefix, account: call.account, region: call.region },
        errorCode: 'InvalidParameterValue',
      },
    );
    return {
      QueueUrls: items.map(queue => this.#urlOf(queue)),
      NextToken: nextToken,
    };
  }

  #getUrl(call: AwsCall, input: Input) {
    const owner = input.optionalText('QueueOwnerAWSAccountId') ?? call.account;
    const queue = this.#queues
      .list(owner, call.region)
      .find(item => item.name === input.text('QueueName'));
    return { QueueUrl: this.#urlOf(queue ?? missing()) };
  }

  #attributes(call: AwsCall, input: Input) {
    const queue = this.#queue(call, input);
    const counts = this.#queues.counts(queue);
    const all: Record<string, string> = {
      ...queue.attributes,
      QueueArn: queue.arn,
      CreatedTimestamp: seconds(queue.createdAt),
      LastModifiedTimestamp: seconds(queue.createdAt),
      ApproximateNumberOfMessages: String(counts.visible),
      ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
      ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    };
    const names = input.texts('AttributeNames');
    return {
      Attributes: names.includes('All')
        ? all
        : Object.fromEntries(
            names.filter(name => name in all).map(name => [name, all[name]]),
          ),
    };
  }

  #send(call: AwsCall, entry: Input, batch: Input = entry) {
    const message = this.#queues.send(
      this.#queue(call, batch),
      entry.text('MessageBody'),
      {
        delaySeconds: entry.optionalNumber('DelaySeconds', 0, 900),
        messageAttributes: entry.structure('MessageAttributes'),
      },
    );
    return { MessageId: message.id, MD5OfMessageBody: message.md5 };
  }

  async #receive(call: AwsCall, input: Input) {
    const queue = this.#queue(call, input);
    const wait = input.number('WaitTimeSeconds', {
      default: Number(queue.attributes.ReceiveMessageWaitTimeSeconds),
      min: 0,
      max: 20,
    });
    const messages = await this.#queues.receiveOrWait(
      queue,
      input.number('MaxNumberOfMessages', { default: 1, min: 1, max: 10 }),
      {
        visibilitySeconds: input.optionalNumber('VisibilityTimeout', 0, 43_200),
        waitMilliseconds: wait * 1000,
      },
    );
    const wanted = [
      ...input.texts('MessageSystemAttributeNames'),
      ...input.texts('AttributeNames'),
    ];
    return {
      Messages: messages.length
        ? messages.map(message => received(queue, message, wanted))
        : undefined,
    };
  }

  #delete(call: AwsCall, entry: Input, batch: Input) {
    const queue = this.#queue(call, batch);
    const message = this.#queues.byHandle(queue, entry.text('ReceiptHandle'));
    // Deleting what is gone succeeds, as in SQS.
    if (message) {
      this.#queues.remove(queue, message);
    }
    return {};
  }

  #changeVisibility(call: AwsCall, entry: Input, batch: Input) {
    const queue = this.#queue(call, batch);
    const message = this.#queues.byHandle(queue, entry.text('ReceiptHandle'));
    if (!message) {
      throw new AwsError(
        'ReceiptHandleIsInvalid',
        'The input receipt handle is not a valid receipt handle.',
      );
    }
    this.#queues.changeVisibility(
      queue,
      message,
      entry.number('VisibilityTimeout', { default: 30, min: 0, max: 43_200 }),
    );
    return {};
  }

  #batch(input: Input, apply: (entry: Input) => Record<string, unknown>) {
    const entries = input.structures('Entries');
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
    const successful: Record<string, unknown>[] = [];
    const failed: Record<string, unknown>[] = [];
    for (const entry of entries) {
      try {
        successful.push({
          Id: entry.Id,
          ...apply(new Input({ input: entry }, 'InvalidParameterValue')),
        });
      } catch (error) {
        if (
          !(error instanceof AwsError) ||
          error.code === 'QueueDoesNotExist'
        ) {
          throw error;
        }
        failed.push({
          Id: entry.Id,
          SenderFault: true,
          Code: error.code,
          Message: error.message,
        });
      }
    }
    return { Successful: successful, Failed: failed };
  }

  /** A queue's URL names its account and name; its region is the one in which the caller signs. */
  #queue(call: AwsCall, input: Input): Queue {
    const [account, name] = new URL(input.text('QueueUrl'), this.#url).pathname
      .split('/')
      .filter(Boolean)
      .slice(-2);
    const queue = this.#queues
      .list(account, call.region)
      .find(item => item.name === name);
    return queue ?? missing();
  }

  #urlOf(queue: Queue): string {
    return `${this.#url}/${queue.account}/${queue.name}`;
  }
}

function missing(): never {
  throw new AwsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
  );
}

function received(
  queue: Queue,
  message: Message,
  wanted: string[],
): Record<string, unknown> {
  const attributes: Record<string, string> = {
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    SenderId: queue.account,
    SentTimestamp: String(message.sentAt),
  };
  const shown = Object.entries(attributes).filter(
    ([name]) => wanted.includes('All') || wanted.includes(name),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5,
    Body: message.body,
    Attributes: shown.length ? Object.fromEntries(shown) : undefined,
    MessageAttributes: message.messageAttributes,
  };
}

function texts(
  structure: Record<string, unknown> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(structure ?? {}).map(([key, value]) => [key, String(value)]),
  );
}

function seconds(milliseconds: number): string {
  return String(Math.floor(milliseconds / 1000));
}
