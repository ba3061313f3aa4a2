import { causes } from '../health/causes';
import type { LedgerEntry } from '../ledger/Ledger';
import { REACH_MS } from './spans';
import type { Story } from './Stories';

const textOf = (entry: LedgerEntry, name: string) => {
  const value = entry.details?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** Whether a fact is the first event of an operation on its stack. */
function begins(entry: LedgerEntry): boolean {
  const status = textOf(entry, 'status') ?? '';
  return (
    entry.type === 'stackEvent' &&
    entry.details?.resourceType === 'AWS::CloudFormation::Stack' &&
    status.endsWith('_IN_PROGRESS') &&
    !/ROLLBACK|CLEANUP/.test(status)
  );
}

/** Whether a call was made before an operation began, within the time that an operation may take; CloudTrail tells whole seconds. */
function isNear(call: LedgerEntry, beginning: string): boolean {
  const before = Date.parse(beginning) - Date.parse(call.at);
  return before >= -1000 && before <= REACH_MS;
}

interface Beginning {
  entry: LedgerEntry;
  /** Milliseconds since 1970. */
  time: number;
}

/** Finds the events of stacks that calls outside the pipeline caused. */
export class Outsiders {
  /** Events that begin operations, the oldest first, by stack. */
  readonly #beginnings = new Map<string | undefined, Beginning[]>();
  readonly #calls: Array<{ call: LedgerEntry; story: Story }> = [];

  /** @param entries - all facts of a unit, the oldest first */
  constructor(entries: readonly LedgerEntry[]) {
    for (const entry of entries.filter(begins)) {
      const stack = textOf(entry, 'stack');
      const known = this.#beginnings.get(stack) ?? [];
      this.#beginnings.set(stack, known);
      known.push({ entry, time: Date.parse(entry.at) });
    }
  }

  /** Adds an edit outside the pipeline; only calls to CloudFormation begin operations. */
  add(call: LedgerEntry, story: Story): void {
    if (textOf(call, 'eventSource') === 'cloudformation.amazonaws.com') {
      this.#calls.push({ call, story });
    }
  }

  /** The story of the call that caused an event of a stack; undefined if none did. */
  storyOf(event: LedgerEntry): Story | undefined {
    const stack = textOf(event, 'stack');
    const operation = {
      at: this.#beginningOf(event)?.at ?? event.at,
      clientToken: textOf(event, 'clientToken'),
    };
    return this.#calls.find(
      ({ call }) =>
        textOf(call, 'stack') === stack &&
        isNear(call, operation.at) &&
        causes(
          { at: call.at, clientToken: textOf(call, 'clientToken') },
          operation,
        ),
    )?.story;
  }

  /** Names the operation that an event belongs to. */
  operationOf(event: LedgerEntry): string {
    const beginning = this.#beginningOf(event) ?? event;
    return `${textOf(event, 'stack')} ${beginning.key}`;
  }

  #beginningOf(event: LedgerEntry): LedgerEntry | undefined {
    const at = Date.parse(event.at);
    const last = this.#beginnings
      .get(textOf(event, 'stack'))
      ?.findLast(({ time }) => time <= at);
    return last && at - last.time <= REACH_MS ? last.entry : undefined;
  }
}
