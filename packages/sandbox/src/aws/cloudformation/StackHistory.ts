import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock';
import type { Collection, DocumentStore } from '../../documents';
import type { Stack, StackEvent } from './model';

/** The events of all stacks. */
export class StackHistory {
  readonly #clock: SandboxClock;
  readonly #events: Collection<StackEvent>;
  readonly #byStack = new Map<string, StackEvent[]>();

  constructor(clock: SandboxClock, documents: DocumentStore) {
    this.#clock = clock;
    this.#events = documents.collection('aws.cfn.events');
    for (const event of this.#events.values()) {
      this.#index(event);
    }
  }

  /** A stack's events, newest first. */
  of(stackId: string): StackEvent[] {
    return [...(this.#byStack.get(stackId) ?? [])].reverse();
  }

  /** Adds an event of the stack, as of now. */
  record(
    stack: Stack,
    event: Omit<StackEvent, 'id' | 'stackId' | 'stackName' | 'at'>,
  ): void {
    const id =
      event.physicalId === stack.id
        ? randomUUID()
        : `${event.logicalId}-${event.status}-${randomUUID().slice(0, 13)}`;
    const stored: StackEvent = {
      ...event,
      id,
      stackId: stack.id,
      stackName: stack.name,
      at: this.#eventTime(stack.id),
    };
    this.#events.put(`${stack.id}/${id}`, stored);
    this.#index(stored);
  }

  /** Now, but after the stack's last event: who sorts by time sees the events in their order. */
  #eventTime(stackId: string): string {
    const last = this.#byStack.get(stackId)?.at(-1);
    const earliest = last ? Date.parse(last.at) + 1 : 0;
    return new Date(Math.max(this.#clock.millis(), earliest)).toISOString();
  }

  #index(event: StackEvent): void {
    const list = this.#byStack.get(event.stackId);
    if (list) {
      list.push(event);
    } else {
      this.#byStack.set(event.stackId, [event]);
    }
  }
}
