import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { DateTime } from 'luxon';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePolled } from '../hooks/usePolled';

/** Reads the daily costs of the entity on whose page it stands, up to and with today (UTC). */
export function useCosts(days: number, groupBy: 'none' | 'service') {
  const api = useApi(environmentsApiRef);
  const entityRef = stringifyEntityRef(useEntity().entity);
  const costs = usePolled(
    signal => {
      const tomorrow = DateTime.utc().plus({ days: 1 });
      return api.getCosts(
        entityRef,
        {
          from: tomorrow.minus({ days }).toISODate(),
          to: tomorrow.toISODate(),
          groupBy,
        },
        { signal },
      );
    },
    [entityRef, days, groupBy],
    () => 60_000,
  );
  return { entityRef, ...costs };
}
