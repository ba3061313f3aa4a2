import { useApi } from '@backstage/core-plugin-api';
import type { Change } from '@plinth/plugin-environments-common';
import { useState } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePolled } from '../hooks/usePolled';

/**
 * The newest changes of a unit, kept current, and older ones on demand.
 *
 * @param limit - changes in a page
 */
export function useChanges(entityRef: string, limit: number) {
  const api = useApi(environmentsApiRef);
  const [older, setOlder] = useState<{
    items: Change[];
    nextCursor?: string;
  }>();
  const [failure, setFailure] = useState<Error>();
  const newest = usePolled(
    signal => api.listChanges(entityRef, { limit }, { signal }),
    [entityRef, limit],
    page =>
      page?.items.some(item => item.status === 'deploying') ? 3_000 : 15_000,
  );
  const nextCursor = older
    ? older.nextCursor
    : newest.value?.pageInfo.nextCursor;

  const loadOlder = async () => {
    setFailure(undefined);
    try {
      const page = await api.listChanges(entityRef, {
        limit,
        cursor: nextCursor,
      });
      setOlder(before => ({
        items: [...(before?.items ?? []), ...page.items],
        nextCursor: page.pageInfo.nextCursor,
      }));
    } catch (error) {
      setFailure(error instanceof Error ? error : new Error(String(error)));
    }
  };

  const shown = new Map<string, Change>();
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
    changes: newest.value ? [...shown.values()] : undefined,
    hasOlder: Boolean(nextCursor),
    loadOlder,
  };
}
