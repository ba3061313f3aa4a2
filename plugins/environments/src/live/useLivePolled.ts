import { useRef } from 'react';
import { type Polled, usePolled } from '../hooks/usePolled';
import { type LiveState, useLive } from './useLive';

/** Ages and freshness change while nothing else does. */
const LIVE_MS = 60_000;
const SLOW_MS = 15_000;

/**
 * As `usePolled`, and at once when the back end says that its store has changed. While that is heard, reading for itself is rare;
 * where it is not, it is slow.
 */
export function useLivePolled<T>(
  read: (signal: AbortSignal) => Promise<T>,
  deps: readonly unknown[],
  interval: (value: T | undefined) => number,
): Polled<T> & { live: LiveState } {
  const state = useRef<LiveState>('connecting');
  const polled = usePolled(read, deps, value => {
    switch (state.current) {
      case 'live':
        return LIVE_MS;
      case 'down':
        return Math.max(SLOW_MS, interval(value));
      default:
        return interval(value);
    }
  });
  state.current = useLive(polled.refresh);
  return { ...polled, live: state.current };
}
