import type { Freshness, PageInfo } from '@plinth/plugin-environments-common';
import { useEffect, useState } from 'react';
import { usePolled } from './usePolled';
import { asError } from './asError';

export interface Page<T> {
  items: T[];
  pageInfo: PageInfo;
  freshness: Freshness;
}

/**
 * The newest page of a list, kept current, and older ones on demand.
 *
 * @param read - asks for a page: the newest without a cursor
 * @param deps - what the list depends on: a change starts anew
 * @param interval - time to the next read of the newest page, milliseconds
 */
export function usePaged<T extends { id: string }>(
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<T>>,
  deps: readonly unknown[],
  interval: (page: Page<T> | undefined) => number,
) {
  const [older, setOlder] = useState<{ items: T[]; nextCursor?: string }>();
  const [failure, setFailure] = useState<Error>();
  const newest = usePolled(signal => read(undefined, signal), deps, interval);
  const nextCursor = older
    ? older.nextCursor
    : newest.value?.pageInfo.nextCursor;
  const key = JSON.stringify(deps);
  useEffect(() => {
    setOlder(undefined);
    setFailure(undefined);
  }, [key]);

  const loadOlder = async () => {
    setFailure(undefined);
    try {
      const page = await read(nextCursor);
      setOlder(before => ({
        items: [...(before?.items ?? []), ...page.items],
        nextCursor: page.pageInfo.nextCursor,
      }));
    } catch (error) {
      setFailure(asError(error));
    }
  };

  const shown = new Map<string, T>();
  for (const item of [
    ...(newest.value?.items ?? []),
    ...(older?.items ?? []),
  ]) {
    if (!shown.has(item.id)) {
      shown.set(item.id, item);
    }
  }
  return {
    ...newest,
    error: failure ?? newest.error,
    items: newest.value ? [...shown.values()] : undefined,
    hasOlder: Boolean(nextCursor),
    loadOlder,
  };
}
