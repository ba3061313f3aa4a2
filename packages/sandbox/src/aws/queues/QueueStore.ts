import { createHash, randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import { AwsError } from '../protocols/AwsError';
import { Arrivals } from './Arrivals';
import { MessageStore } from './MessageStore';
import { DEFAULTS, queueArn, type Message, type Queue } from './Queue';
import { checkPolicy } from './queuePolicy';

/** Queues of all accounts and regions, with their messages. Standard queues only; a killed sandbox loses no message. */
export class QueueStore {
  readonly #clock: SandboxClock;
  readonly #url: string;
  readonly #queues: Collection<Queue>;
  readonly #messages: MessageStore;
  readonly #arrivals = new Arrivals();

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
    this.#messages = new MessageStore(documents);
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
    checkPolicy(options.attributes?.Policy);
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

  /** A queue's URL tells its account and name; its region is the one in which the caller signs. */
  byUrl(url: string, region: string): Queue | undefined {
    const [account, name] = url.split('/').slice(-2);
    return this.get(queueArn(account, region, name));
  }

  list(account: string, region: string): Queue[] {
    return this.#queues
      .values()
      .filter(queue => queue.account === account && queue.region === region);
  }

  setAttributes(queue: Queue, attributes: Record<string, string>): void {
    checkPolicy(attributes.Policy);
    Object.assign(queue.attributes, attributes);
    this.#queues.put(queue.arn, queue);
  }

  delete(queue: Queue): void {
    this.purge(queue);
    this.#queues.delete(queue.arn);
  }

  purge(queue: Queue): void {
    this.#messages
      .list(queue.arn)
      .forEach(message => this.#messages.remove(message));
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
    this.#messages.put(message);
    this.#arrivals.announce(queue.arn);
    return message;
  }

  /** Receives up to `limit` visible messages, and hides them for the visibility timeout. */
  receive(queue: Queue, limit: number, visibilitySeconds?: number): Message[] {
    const now = this.#clock.millis();
    const hidden =
      (visibilitySeconds ?? Number(queue.attributes.VisibilityTimeout)) * 1000;
    const received: Message[] = [];
    for (const message of this.#messages.list(queue.arn)) {
      if (received.length === limit) {
        break;
      }
      if (this.#expired(queue, message, now)) {
        this.#messages.remove(message);
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
    kept.forEach(message => this.#messages.put(message));
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
    return this.#messages.get(queue.arn, messageIdOf(handle));
  }

  remove(message: Message): void {
    this.#messages.remove(message);
  }

  /** Hides the message for so many seconds from now; 0 shows it at once. */
  changeVisibility(message: Message, seconds: number): void {
    message.visibleAt = this.#clock.millis() + seconds * 1000;
    this.#messages.put(message);
    if (seconds === 0) {
      this.#arrivals.announce(message.queueArn);
    }
  }

  /** How many messages can be received now, are with a receiver, or wait out their delay. */
  counts(queue: Queue): { visible: number; inFlight: number; delayed: number } {
    const now = this.#clock.millis();
    const all = this.#messages.list(queue.arn);
    const hidden = all.filter(message => message.visibleAt > now);
    const inFlight = hidden.filter(message => message.receiveCount > 0).length;
    return {
      visible: all.length - hidden.length,
      inFlight,
      delayed: hidden.length - inFlight,
    };
  }

  /** Resolves when something is sent, when a hidden message shows again, or when the time is over. */
  #change(queue: Queue, milliseconds: number): Promise<void> {
    const now = this.#clock.millis();
    const hidden = this.#messages
      .list(queue.arn)
      .map(message => message.visibleAt - now);
    return this.#arrivals.next(queue.arn, Math.min(...hidden, milliseconds));
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
    this.#messages.remove(message);
    this.send(target, message.body, {
      messageAttributes: message.messageAttributes,
    });
    return true;
  }
}

function receiptHandle(message: Message): string {
  return Buffer.from(`${message.id}/${message.receiveCount}`).toString(
    'base64',
  );
}

function messageIdOf(handle: string): string {
  return Buffer.from(handle, 'base64').toString().split('/')[0];
}
