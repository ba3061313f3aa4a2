import { useApi } from '@backstage/core-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { taskCreatePermission } from '@backstage/plugin-scaffolder-common/alpha';
import type { Stage } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePolled } from '../hooks/usePolled';

const AGAIN_MS = 300_000;

/** The stages at which the reader may ask for something; none until that is known. The request itself decides. */
export function useRequestableStages(): ReadonlySet<Stage> {
  const api = useApi(environmentsApiRef);
  const { allowed } = usePermission({ permission: taskCreatePermission });
  const { value } = usePolled(
    async signal =>
      allowed ? (await api.listPlacements({ signal })).items : [],
    [allowed],
    () => AGAIN_MS,
  );
  return new Set(
    (value ?? []).flatMap(({ stages, reserved = [] }) =>
      stages.filter(stage => !reserved.includes(stage)),
    ),
  );
}
