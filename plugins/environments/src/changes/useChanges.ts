import { useApi } from '@backstage/core-plugin-api';
import type { Change } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePaged } from '../hooks/usePaged';

/**
 * The newest changes of a unit, kept current, and older ones on demand.
 *
 * @param limit - changes in a page
 */
export function useChanges(entityRef: string, limit: number) {
  const api = useApi(environmentsApiRef);
  const { items, ...rest } = usePaged<Change>(
    (cursor, signal) =>
      api.listChanges(
        entityRef,
        { limit, ...(cursor ? { cursor } : {}) },
        { signal },
      ),
    [entityRef, limit],
    page =>
      page?.items.some(item => item.status === 'deploying') ? 3_000 : 15_000,
  );
  return { ...rest, changes: items };
}
