import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useEffect, useRef, useState } from 'react';

/** Whether changes of the store reach this page: nobody knows yet, they do, or they do not. */
export type LiveState = 'connecting' | 'live' | 'down';

/** The channel of signals on which the back end says that its store has changed, and now and then that it is there. */
const CHANNEL = 'environments';

/** The back end says that it is there three times in that time. */
const SILENCE_MS = 65_000;

/** Calls back when the store has changed. Signals have no state of their own: whoever hears nothing for a while is not connected. */
export function useLive(onChange: () => void): LiveState {
  const signals = useApiHolder().get(signalApiRef);
  const [state, setState] = useState<LiveState>(
    signals ? 'connecting' : 'down',
  );
  const latest = useRef(onChange);
  latest.current = onChange;

  useEffect(() => {
    if (!signals) {
      return undefined;
    }
    let silence: ReturnType<typeof setTimeout>;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => setState('down'), SILENCE_MS);
    };
    listen();
    const subscription = signals.subscribe<{ changed?: boolean }>(
      CHANNEL,
      ({ changed }) => {
        listen();
        setState('live');
        if (changed) {
          latest.current();
        }
      },
    );
    return () => {
      clearTimeout(silence);
      subscription.unsubscribe();
    };
  }, [signals]);
  return state;
}
