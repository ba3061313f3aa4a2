import type { Collection, DocumentStore } from '../../documents';
import type { Message } from './Queue';

/** The messages of all queues, each queue's in the order in which they came; a killed sandbox loses none. */
export class MessageStore {
  readonly #messages: Collection<Message>;
  readonly #byQueue = new Map<string, Map<string, Message>>();

  constructor(documents: DocumentStore) {
    this.#messages = documents.collection('aws.sqs.messages');
    for (const message of this.#messages.values()) {
      this.#queue(message.queueArn).set(message.id, message);
    }
  }

  list(queueArn: string): Message[] {
    return [...this.#queue(queueArn).values()];
  }

  get(queueArn: string, id: string): Message | undefined {
    return this.#queue(queueArn).get(id);
  }

  /** Adds a message, or keeps how it has changed. */
  put(message: Message): void {
    this.#queue(message.queueArn).set(message.id, message);
    this.#messages.put(message.id, message);
  }

  remove(message: Message): void {
    this.#queue(message.queueArn).delete(message.id);
    this.#messages.delete(message.id);
  }

  #queue(arn: string): Map<string, Message> {
    const known = this.#byQueue.get(arn);
    if (known) {
      return known;
    }
    const made = new Map<string, Message>();
    this.#byQueue.set(arn, made);
    return made;
  }
}
