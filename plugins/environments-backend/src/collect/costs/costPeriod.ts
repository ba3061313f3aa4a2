const DAY_MS = 86_400_000;
/** Cost Explorer keeps 13 months besides the current one. */
const HISTORY_MONTHS = 13;
/** A day's cost changes for some days, and that of a month until its invoice is final, some days after its end. */
const RECENT_DAYS = 10;
/** Days in which most of a day's cost arrives. */
const NEW_DAYS = 3;
/** How often whole months are read again where that takes many pages. */
const WHOLE_EVERY_MS = 7 * DAY_MS;
/** How often the bill is read between two readings of whole months: a little less than a day, so that it is read every day. */
const BILL_EVERY_MS = DAY_MS - 3_600_000;
/** Pages of whole months, of $0.01 each, for which it is not worth the while to read less. */
const FEW_PAGES = 2;

/** Where the reading of costs goes on. */
export interface CostState {
  /** The last day that was read, `YYYY-MM-DD`. */
  through: string;
  /** When whole months were read last, milliseconds since the epoch, and how many pages the use of them had. */
  whole?: { at: number; pages: number };
  /** When credits, refunds and taxes, and the bill of accounts, were read last, milliseconds since the epoch. */
  billAt?: number;
  /** The first day of which AWS still gave an estimate; its month is read again until it is final. */
  estimatedFrom?: string;
  /** That some cost had the tag, so that it is activated. */
  tagged?: boolean;
  /** That credits, refunds and taxes, and the bill of accounts, were read too; older releases did not. */
  wholeBill?: boolean;
}

/** `YYYY-MM-DD`, UTC. */
export function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The first day of a month, some months before that of a time. */
function monthStart(time: number, monthsBefore = 0): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - monthsBefore, 1);
}

/** Whether the bill is to be read, with whole months or without. */
export function isBillDue(now: Date, state: CostState | undefined): boolean {
  return now.getTime() - (state?.billAt ?? 0) >= BILL_EVERY_MS;
}

/**
 * The days of use to ask for between two readings of whole months, `to` excluded: the newest, and those that were missed. Undefined
 * where whole months are due, or are few pages.
 */
export function newDays(
  now: Date,
  state: CostState | undefined,
): { from: string; to: string } | undefined {
  const time = now.getTime();
  const whole = state?.whole;
  if (
    !state ||
    !whole ||
    whole.pages <= FEW_PAGES ||
    time - whole.at >= WHOLE_EVERY_MS
  ) {
    return undefined;
  }
  const from = Math.min(
    time - NEW_DAYS * DAY_MS,
    Date.parse(state.through) - DAY_MS,
  );
  return { from: isoDate(from), to: isoDate(time + DAY_MS) };
}

/**
 * The days to ask for, `to` excluded: all of the history first, later whole months that may have changed or were missed,
 * since every day of a month stays an estimate until AWS calls it final, which may take longer than the invoice.
 */
export function costPeriod(
  now: Date,
  state: CostState | undefined,
): { from: string; to: string } {
  const time = now.getTime();
  const history = monthStart(time, HISTORY_MONTHS);
  const from = state
    ? Math.max(
        history,
        monthStart(
          Math.min(
            time - RECENT_DAYS * DAY_MS,
            Date.parse(state.through) - DAY_MS,
            Date.parse(state.estimatedFrom ?? state.through),
          ),
        ),
      )
    : history;
  return { from: isoDate(from), to: isoDate(time + DAY_MS) };
}
