import { useCallback, useEffect, useRef, useState } from 'react';
import { asError } from './asError';

/** What a polled read shows: the last answer stays while a newer one is fetched or fails. */
export interface Polled<T> {
  value?: T;
  /** Why the newest try failed; the value before it is kept. */
  error?: Error;
  /** True until the first answer or error. */
  loading: boolean;
  /** Milliseconds since the epoch of the last answer. */
  answeredAt?: number;
  /** Reads again now. */
  retry(): void;
  /** Reads again as soon as what is being read has come, once a second at most, however often this is asked. */
  refresh(): void;
}

/** Between one read and another that was asked for meanwhile. */
const AGAIN_MS = 1_000;

/**
 * Reads now, and again `interval(value)` milliseconds after each answer, as long as the component is mounted and
 * the page is visible. Each read is aborted when `deps` change.
 *
 * @param read - the request; must honour the abort signal
 * @param deps - what the request depends on: a change starts anew, without the old value
 * @param interval - time to the next read, given the last value
 */
export function usePolled<T>(
  read: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
  interval: (value: T | undefined) => number,
): Polled<T> {
  const [state, setState] = useState<Omit<Polled<T>, 'retry' | 'refresh'>>({
    loading: true,
  });
  const [attempt, setAttempt] = useState(0);
  const latest = useRef({ read, interval });
  latest.current = { read, interval };
  const asked = useRef(() => {});
  const key = JSON.stringify(deps);
  const shownKey = useRef(key);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let due = false;
    let reading = false;
    let again = false;
    let readAt = 0;
    if (shownKey.current !== key) {
      shownKey.current = key;
      setState({ loading: true });
    }

    const later = (run: () => void, delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (document.visibilityState === 'hidden') {
          due = true;
        } else {
          run();
        }
      }, delay);
    };
    const once = async () => {
      due = false;
      again = false;
      reading = true;
      readAt = Date.now();
      let value: T | undefined;
      try {
        value = await latest.current.read(abort.signal);
        if (abort.signal.aborted) {
          return;
        }
        setState({ value, loading: false, answeredAt: Date.now() });
      } catch (error) {
        if (abort.signal.aborted) {
          return;
        }
        setState(before => ({
          ...before,
          loading: false,
          error: asError(error),
        }));
      }
      reading = false;
      later(once, again ? AGAIN_MS : latest.current.interval(value));
    };
    asked.current = () => {
      again = true;
      if (!reading) {
        later(once, Math.max(0, readAt + AGAIN_MS - Date.now()));
      }
    };
    const onVisible = () => {
      if (due && document.visibilityState === 'visible') {
        once();
      }
    };

    document.addEventListener('visibilitychange', onVisible);
    once();
    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [key, attempt]);

  const retry = useCallback(() => setAttempt(before => before + 1), []);
  const refresh = useCallback(() => asked.current(), []);
  return { ...state, retry, refresh };
}
