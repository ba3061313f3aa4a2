import type { LedgerEntry } from '../ledger/Ledger';
import type { Story } from './Stories';

/** How long CloudFormation takes at most from a call to the first event of its operation. */
const SLACK_MS = 60_000;

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

/**
 * Finds the events of stacks that calls outside the pipeline caused: by the token that the call gave and the events repeat; for
 * a call without one, by the time at which the operation on the stack that it names began.
 */
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
    const token = textOf(event, 'clientToken');
    const begun = Date.parse(this.#beginningOf(event)?.at ?? event.at);
    return this.#calls.find(({ call }) => {
      if (textOf(call, 'stack') !== stack) {
        return false;
      }
      const given = textOf(call, 'clientToken');
      if (given !== undefined || token !== undefined) {
        return given === token;
      }
      const at = Date.parse(call.at);
      return begun >= at - 1000 && begun <= at + SLACK_MS;
    })?.story;
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
