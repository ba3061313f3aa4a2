import { causes } from '../health/causes';
import type { LedgerEntry } from '../ledger/Ledger';
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

/** Finds the events of stacks that calls outside the pipeline caused. */
export class Outsiders {
  /** Events that begin operations, the oldest first. */
  readonly #beginnings: readonly LedgerEntry[];
  readonly #calls: Array<{ call: LedgerEntry; story: Story }> = [];

  /** @param entries - all facts of a unit, the oldest first */
  constructor(entries: readonly LedgerEntry[]) {
    this.#beginnings = entries.filter(begins);
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
    const stack = textOf(event, 'stack');
    return this.#beginnings.findLast(
      beginning =>
        textOf(beginning, 'stack') === stack &&
        Date.parse(beginning.at) <= Date.parse(event.at),
    );
  }
}
