import { createHash, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { AwsError } from '../protocols/AwsError';

/** A queue and its attributes, as SQS names them. */
export interface Queue {
  arn: string;
  account: string;
  region: string;
  name: string;
  attributes: Record<string, string>;
  tags: Record<string, string>;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** A message in a queue. */
export interface Message {
  id: string;
  queueArn: string;
  body: string;
  md5: string;
  sentAt: number;
  /** Milliseconds since the epoch before which nobody receives it. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** Handle of the last receive; earlier handles still delete, as in SQS. */
  receiptHandle?: string;
  messageAttributes?: Record<string, unknown>;
}

const DEFAULTS: Record<string, string> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
};

/** What can be set of a standard queue. Policies are kept, and not evaluated. */
export const QUEUE_ATTRIBUTES = [
  ...Object.keys(DEFAULTS),
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
];

/** Queues of all accounts and regions, with their messages. Standard queues only; a killed sandbox loses no message. */
export class QueueStore {
  readonly #clock: SandboxClock;
  readonly #url: string;
  readonly #queues: Collection<Queue>;
  readonly #messages: Collection<Message>;
  readonly #byQueue = new Map<string, Map<string, Message>>();
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(parts: {
    clock: SandboxClock;
    documents: DocumentStore;
    /** Base of queues' URLs. */
    url: string;
  }) {
    const { clock, documents, url } = parts;
    this.#clock = clock;
    this.#url = url;
    this.#queues = documents.collection('aws.sqs.queues');
    this.#messages = documents.collection('aws.sqs.messages');
    for (const message of this.#messages.values()) {
      this.#of(message.queueArn).set(message.id, message);
    }
  }

  urlOf(queue: Queue): string {
    return `${this.#url}/${queue.account}/${queue.name}`;
  }

  /** Makes a queue, or finds the one of that name. Throws SQS's error if that one has other attributes. */
  create(options: {
    account: string;
    region: string;
    name: string;
    attributes?: Record<string, string>;
    tags?: Record<string, string>;
  }): Queue {
    const { account, region, name } = options;
    const arn = queueArn(account, region, name);
    const known = this.#queues.get(arn);
    const different = Object.entries(options.attributes ?? {}).find(
      ([attribute, value]) => known && known.attributes[attribute] !== value,
    );
    if (different) {
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${different[0]}`,
      );
    }
    if (known) {
      return known;
    }
    const queue: Queue = {
      arn,
      account,
      region,
      name,
      attributes: { ...DEFAULTS, ...options.attributes },
      tags: options.tags ?? {},
      createdAt: this.#clock.millis(),
    };
    this.#queues.put(arn, queue);
    return queue;
  }

  get(arn: string): Queue | undefined {
    return this.#queues.get(arn);
  }

  list(account: string, region: string): Queue[] {
    return this.#queues
      .values()
      .filter(queue => queue.account === account && queue.region === region);
  }

  setAttributes(queue: Queue, attributes: Record<string, string>): void {
    Object.assign(queue.attributes, attributes);
    this.#queues.put(queue.arn, queue);
  }

  delete(queue: Queue): void {
    this.purge(queue);
    this.#queues.delete(queue.arn);
  }

  purge(queue: Queue): void {
    for (const id of [...this.#of(queue.arn).keys()]) {
      this.#forget(queue.arn, id);
    }
  }

  /** Puts a message into the queue and wakes one who waits for it. */
  send(
    queue: Queue,
    body: string,
    options: {
      delaySeconds?: number;
      messageAttributes?: Record<string, unknown>;
    } = {},
  ): Message {
    const now = this.#clock.millis();
    const delay = options.delaySeconds ?? Number(queue.attributes.DelaySeconds);
    const message: Message = {
      id: randomUUID(),
      queueArn: queue.arn,
      body,
      md5: createHash('md5').update(body).digest('hex'),
      sentAt: now,
      visibleAt: now + delay * 1000,
      receiveCount: 0,
      messageAttributes: options.messageAttributes,
    };
    this.#of(queue.arn).set(message.id, message);
    this.#messages.put(message.id, message);
    for (const wake of this.#waiting.get(queue.arn) ?? []) {
      wake();
    }
    return message;
  }

  /** Receives up to `limit` visible messages, and hides them for the visibility timeout. */
  receive(queue: Queue, limit: number, visibilitySeconds?: number): Message[] {
    const now = this.#clock.millis();
    const hidden =
      (visibilitySeconds ?? Number(queue.attributes.VisibilityTimeout)) * 1000;
    const received: Message[] = [];
    for (const message of this.#of(queue.arn).values()) {
      if (received.length === limit) {
        break;
      }
      if (this.#expired(queue, message, now)) {
        this.#forget(queue.arn, message.id);
      } else if (message.visibleAt <= now) {
        message.visibleAt = now + hidden;
        message.receiveCount += 1;
        message.firstReceivedAt ??= now;
        message.receiptHandle = receiptHandle(message);
        received.push(message);
      }
    }
    const kept = received.filter(
      message => !this.#toDeadLetters(queue, message),
    );
    kept.forEach(message => this.#messages.put(message.id, message));
    return kept;
  }

  /** Like {@link receive}, but waits up to so many milliseconds of real time for a first message. */
  async receiveOrWait(
    queue: Queue,
    limit: number,
    options: { visibilitySeconds?: number; waitMilliseconds: number },
  ): Promise<Message[]> {
    const deadline = Date.now() + options.waitMilliseconds;
    for (;;) {
      const received = this.receive(queue, limit, options.visibilitySeconds);
      const left = deadline - Date.now();
      if (received.length > 0 || left <= 0) {
        return received;
      }
      await this.#change(queue, left);
    }
  }

  /** The message that a receipt handle stands for. */
  byHandle(queue: Queue, handle: string): Message | undefined {
    return this.#of(queue.arn).get(messageIdOf(handle));
  }

  remove(queue: Queue, message: Message): void {
    this.#forget(queue.arn, message.id);
  }

  /** Hides the message for so many seconds from now; 0 shows it at once. */
  changeVisibility(queue: Queue, message: Message, seconds: number): void {
    message.visibleAt = this.#clock.millis() + seconds * 1000;
    this.#messages.put(message.id, message);
    if (seconds === 0) {
      this.#waiting.get(queue.arn)?.forEach(wake => wake());
    }
  }

  /** How many messages can be received now, are with a receiver, or wait out their delay. */
  counts(queue: Queue): { visible: number; inFlight: number; delayed: number } {
    const now = this.#clock.millis();
    const all = [...this.#of(queue.arn).values()];
    const hidden = all.filter(message => message.visibleAt > now);
    const inFlight = hidden.filter(message => message.receiveCount > 0).length;
    return {
      visible: all.length - hidden.length,
      inFlight,
      delayed: hidden.length - inFlight,
    };
  }

  /** Resolves when something is sent, when a hidden message shows again, or when the time is over. */
  async #change(queue: Queue, milliseconds: number): Promise<void> {
    const now = this.#clock.millis();
    const nextVisible = Math.min(
      ...[...this.#of(queue.arn).values()].map(
        message => message.visibleAt - now,
      ),
      milliseconds,
    );
    const waiting = this.#waiting.get(queue.arn) ?? new Set();
    this.#waiting.set(queue.arn, waiting);
    let wake: () => void = () => {};
    const woken = new Promise<void>(resolve => {
      wake = resolve;
    });
    waiting.add(wake);
    // Nobody keeps a process alive by waiting for a message.
    const timer = setTimeout(wake, Math.max(1, nextVisible)).unref();
    await woken;
    clearTimeout(timer);
    waiting.delete(wake);
  }

  #expired(queue: Queue, message: Message, now: number): boolean {
    const retention = Number(queue.attributes.MessageRetentionPeriod) * 1000;
    return message.sentAt + retention < now;
  }

  #toDeadLetters(queue: Queue, message: Message): boolean {
    const policy = queue.attributes.RedrivePolicy;
    if (!policy) {
      return false;
    }
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy);
    const target = this.#queues.get(deadLetterTargetArn);
    if (!target || message.receiveCount <= Number(maxReceiveCount)) {
      return false;
    }
    this.#forget(queue.arn, message.id);
    this.send(target, message.body, {
      messageAttributes: message.messageAttributes,
    });
    return true;
  }

  #forget(arn: string, id: string): void {
    this.#of(arn).delete(id);
    this.#messages.delete(id);
  }

  #of(arn: string): Map<string, Message> {
    const known = this.#byQueue.get(arn);
    if (known) {
      return known;
    }
    const made = new Map<string, Message>();
    this.#byQueue.set(arn, made);
    return made;
  }
}

/** `arn:aws:sqs:<region>:<account>:<name>` */
export function queueArn(
  account: string,
  region: string,
  name: string,
): string {
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

function receiptHandle(message: Message): string {
  return Buffer.from(`${message.id}/${message.receiveCount}`).toString(
    'base64',
  );
}

function messageIdOf(handle: string): string {
  return Buffer.from(handle, 'base64').toString().split('/')[0];
}
