const DAY_MS = 86_400_000;
/** Cost Explorer keeps 13 months besides the current one. */
const HISTORY_MONTHS = 13;
/** A day's cost changes for some days, and that of a month until its invoice is final, some days after its end. */
const RECENT_DAYS = 10;

/** Where the reading of costs goes on. */
export interface CostState {
  /** The last day that was read, `YYYY-MM-DD`. */
  through: string;
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
