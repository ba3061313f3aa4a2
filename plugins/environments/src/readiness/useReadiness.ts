import { useApi } from '@backstage/core-plugin-api';
import type { Readiness } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePolled } from '../hooks/usePolled';

/** Reads the readiness of an entity; often while it may become ready, seldom where there is no checklist. */
export function useReadiness(entityRef: string) {
  const api = useApi(environmentsApiRef);
  return usePolled<Readiness>(
    signal => api.getReadiness(entityRef, { signal }),
    [entityRef],
    value => {
      switch (value?.status) {
        case 'NotReady':
          return 5_000;
        case 'NoChecklist':
          return 300_000;
        default:
          return 15_000;
      }
    },
  );
}
