/** The longest delay a timer can hold; with a longer one it would fire at once. */
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;

/** A limit that aborts its signal, with a reason, when the minutes are over. */
export interface TimeLimit {
  readonly signal: AbortSignal;
  clear(): void;
}

/** Starts a time limit. Throws `Error` unless the minutes are a positive number. */
export function startTimeLimit(what: string, minutes: number): TimeLimit {
  if (Number.isNaN(minutes) || minutes <= 0) {
    throw new Error(`timeout-minutes of ${what} must be a positive number`);
  }
  const controller = new AbortController();
  const timer = setTimeout(
    () =>
      controller.abort(
        `${what} has exceeded the maximum execution time of ${minutes} minutes`,
      ),
    Math.min(minutes * 60_000, LONGEST_TIMER_MILLIS),
  );
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
