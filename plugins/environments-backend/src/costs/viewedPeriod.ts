import { InputError } from '@backstage/errors';
import { CostsQuery, previousMonth } from '@plinth/plugin-environments-common';

/** Days from `from` up to and without `to`, both `YYYY-MM-DD`, UTC. */
export interface Period {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
/** What the view shows when the caller names no period. */
const DEFAULT_DAYS = 30;
/** Days before the period that anomalies are judged against. */
const CONTEXT_DAYS = 45;

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The days to show, and those to read for them: the current month and the one before in full, which hold all that the forecast looks back to, and what anomalies are judged against. Throws an
 * `InputError` for a period without days.
 */
export function viewedPeriod(
  query: Pick<CostsQuery, 'from' | 'to'>,
  today: string,
): { shown: Period; read: Period } {
  const tomorrow = addDays(today, 1);
  const to = query.to ?? tomorrow;
  const from = query.from ?? addDays(to, -DEFAULT_DAYS);
  if (from >= to) {
    throw new InputError(
      `The period is empty: from ${from} must be before to ${to}, which is exclusive`,
    );
  }
  const context = addDays(from, -CONTEXT_DAYS);
  const monthBefore = `${previousMonth(today.slice(0, 7))}-01`;
  return {
    shown: { from, to },
    read: {
      from: context < monthBefore ? context : monthBefore,
      to: to > tomorrow ? to : tomorrow,
    },
  };
}
