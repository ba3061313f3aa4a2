import { storageApiRef, useApi } from '@backstage/core-plugin-api';
import { useEffect, useState } from 'react';

interface Visits {
  /** Of the visit before the last one: what changed since then is news. */
  before?: string;
  last?: string;
}

/** Whoever comes back sooner has not been away. */
const AWAY_MS = 3_600_000;

/** When the reader was here before; undefined on a first visit. */
export function useLastVisit(): string | undefined {
  const storage = useApi(storageApiRef);
  const [before, setBefore] = useState<string>();
  useEffect(() => {
    const bucket = storage.forBucket('environments-home');
    const remember = (visits: Visits = {}) => {
      const now = new Date().toISOString();
      const away =
        visits.last !== undefined &&
        Date.parse(now) - Date.parse(visits.last) > AWAY_MS;
      const next = away ? visits.last : visits.before;
      setBefore(next);
      bucket.set('visits', { ...(next ? { before: next } : {}), last: now });
    };
    const { presence, value } = bucket.snapshot<{
      before?: string;
      last?: string;
    }>('visits');
    if (presence !== 'unknown') {
      remember(value);
      return undefined;
    }
    const subscription = bucket
      .observe$<{ before?: string; last?: string }>('visits')
      .subscribe(snapshot => {
        subscription.unsubscribe();
        remember(snapshot.value);
      });
    return () => subscription.unsubscribe();
  }, [storage]);
  return before;
}
