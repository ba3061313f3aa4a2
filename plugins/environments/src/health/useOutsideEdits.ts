import { useApi } from '@backstage/core-plugin-api';
import type { ChangeEntry } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePolled } from '../hooks/usePolled';

/** As many of the newest changes as one page of the audit trail has at most; who looks further back looks there. */
const LIMIT = 100;

/**
 * The last edit of each resource of a stack that was made outside the pipeline, by logical ID, as the trail tells it. None for
 * who may not read the audit trail.
 */
export function useOutsideEdits(
  entityRef: string,
  stack: string,
): ReadonlyMap<string, ChangeEntry> {
  const api = useApi(environmentsApiRef);
  const { value } = usePolled(
    signal => api.listChanges(entityRef, { limit: LIMIT }, { signal }),
    [entityRef],
    () => 60_000,
  );
  const edits = new Map<string, ChangeEntry>();
  for (const entry of (value?.items ?? []).flatMap(({ entries }) => entries)) {
    const { logicalId, stack: its } = entry.details ?? {};
    if (
      entry.type === 'consoleEdit' &&
      its === stack &&
      typeof logicalId === 'string' &&
      entry.at > (edits.get(logicalId)?.at ?? '')
    ) {
      edits.set(logicalId, entry);
    }
  }
  return edits;
}
