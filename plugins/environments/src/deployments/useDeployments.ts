import { useApi } from '@backstage/core-plugin-api';
import type { Deployment } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from '../api/environmentsApiRef';
import { usePaged } from '../hooks/usePaged';

const PAGE = 20;
const UNDER_WAY: ReadonlySet<Deployment['status']> = new Set([
  'queued',
  'waiting',
  'running',
]);

/** Whether a deployment has not ended. */
export function isUnderWay({ status }: Pick<Deployment, 'status'>): boolean {
  return UNDER_WAY.has(status);
}

/** The newest deployments of a unit, kept current, and older ones on demand. */
export function useDeployments(entityRef: string) {
  const api = useApi(environmentsApiRef);
  const { items, ...rest } = usePaged<Deployment>(
    (cursor, signal) =>
      api.listDeployments(
        entityRef,
        { limit: PAGE, ...(cursor ? { cursor } : {}) },
        { signal },
      ),
    [entityRef],
    page => (page?.items.some(isUnderWay) ? 3_000 : 15_000),
  );
  return { ...rest, deployments: items };
}

/** The deployments that one can go back to: those that succeeded, but the one that is there now. */
export function rollBackTargets(
  deployments: readonly Deployment[],
): ReadonlySet<string> {
  const now = deployments.find(
    ({ status }) => status === 'succeeded' || status === 'unchanged',
  );
  return new Set(
    deployments
      .filter(
        ({ status, commit }) =>
          status === 'succeeded' && commit.sha !== now?.commit.sha,
      )
      .map(({ id }) => id),
  );
}
