import type { StackEvent } from '@plinth/plugin-environments-common';

/** One stack event as the store knows it. */
export interface StoredStackEvent extends Omit<StackEvent, 'commit' | 'run'> {
  stackId: string;
  clientToken?: string;
}

/** The events of stacks. */
export interface StackEventStore {
  /** Adds events; those that are there already are left alone. */
  addEvents(events: StoredStackEvent[]): Promise<void>;
  /** Events before a position, newest first; with `logicalId`, those of one resource. */
  listEvents(
    stackId: string,
    options: {
      before?: { at: string; id: string };
      logicalId?: string;
      limit: number;
    },
  ): Promise<StoredStackEvent[]>;
  /** The newest events of each stack, newest first, by the stack's ARN; stacks without events are left out. */
  newestEvents(
    stackIds: string[],
    options: { limit: number },
  ): Promise<Map<string, StoredStackEvent[]>>;
  /** Events of stacks within a time, ISO 8601, both ends included: the oldest first. */
  eventsWithin(
    stackIds: string[],
    options: { from: string; until: string; limit: number },
  ): Promise<StoredStackEvent[]>;
  /** ID of the newest event that is stored. */
  newestEventId(stackId: string): Promise<string | undefined>;
}
