import { SQSClient, type Message } from '@aws-sdk/client-sqs';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import { LRUCache } from 'lru-cache';
import { Consumer } from 'sqs-consumer';
import { AWS_TOPIC, readRegionHint } from '../hints';

/** How long to wait where AWS refuses the portal, or there is no queue. */
const WAIT_AFTER_REFUSAL_MS = 30_000;
/** How long to wait between any two receives: what cannot be reached is not asked without pause. */
const WAIT_BETWEEN_MS = 200;
/** A message comes back until the dead-letter queue takes it: of so many it is known that they were told of. */
const REMEMBERED = 1_000;

/**
 * Takes CloudFormation's events from their SQS queue and publishes them, each message by itself. One that is no event
 * stays in the queue, whose dead-letter queue takes it after some receives; it keeps no other from being read.
 */
export class StackEventQueue {
  readonly #events: EventsService;
  readonly #logger: LoggerService;
  readonly #consumer: Consumer;
  readonly #toldOf = new LRUCache<string, true>({ max: REMEMBERED });
  /** Why the queue could not be read, as last told. */
  #trouble: string | undefined;

  constructor(options: {
    url: string;
    region: string;
    /** Another address for SQS. */
    endpoint?: string;
    events: EventsService;
    logger: LoggerService;
  }) {
    this.#events = options.events;
    this.#logger = options.logger;
    this.#consumer = Consumer.create({
      queueUrl: options.url,
      sqs: new SQSClient({
        region: options.region,
        endpoint: options.endpoint,
        customUserAgent: 'plinth-environments',
      }),
      batchSize: 10,
      authenticationErrorTimeout: WAIT_AFTER_REFUSAL_MS,
      pollingWaitTimeMs: WAIT_BETWEEN_MS,
      handleMessage: message => this.#take(message),
    });
    this.#consumer.on('error', error => this.#fail(error));
    this.#consumer.on('processing_error', error => this.#fail(error));
    for (const event of ['empty', 'response_processed'] as const) {
      this.#consumer.on(event, () => {
        this.#trouble = undefined;
      });
    }
  }

  /** Begins to receive; it goes on until it is stopped, whatever fails meanwhile. */
  start(): void {
    this.#consumer.start();
  }

  /** Ends a receive that waits, too. */
  stop(): void {
    this.#consumer.stop({ abort: true });
  }

  /** The message if it is done with, and may be deleted. */
  async #take(message: Message): Promise<Message | undefined> {
    const event = readEvent(message.Body ?? '');
    if ('fault' in event) {
      this.#leave(message, event.fault);
      return undefined;
    }
    await this.#events.publish({
      topic: AWS_TOPIC,
      eventPayload: event.payload,
    });
    return message;
  }

  #leave({ MessageId: id = '' }: Message, fault: string): void {
    if (!this.#toldOf.has(id)) {
      this.#toldOf.set(id, true);
      this.#logger.warn(
        `Message ${id} on the queue of stack events ${fault}. It is left to the dead-letter queue; look there what sent it.`,
      );
    }
  }

  #fail(error: Error): void {
    // What was cut off by the stop is no failure.
    if (this.#consumer.status.isRunning && this.#trouble !== error.message) {
      this.#trouble = error.message;
      this.#logger.error(
        `Taking stack events from their queue failed; the sweep tells of changes meanwhile: ${error.message}`,
      );
    }
  }
}

function readEvent(body: string): { payload: unknown } | { fault: string } {
  let payload: unknown;
  try {
    payload = JSON.parse(body);
  } catch (error) {
    return { fault: `is no JSON (${toError(error).name})` };
  }
  return readRegionHint(payload)
    ? { payload }
    : { fault: 'is no event of EventBridge: it names no account and region' };
}
