import type { HealthStatus, SyncStatus } from '../types';

/**
 * From best to worst. As in Argo CD, Missing is worse than Progressing, and Degraded worse than Missing. Argo CD puts
 * Unknown last; here a known failure outranks it, because an operator must not lose a failure behind a gap in our
 * readings. Unknown still outranks everything that is not a failure: we do not call healthy what we cannot see.
 */
export const HEALTH_STATUSES = [
  'Healthy',
  'Progressing',
  'Missing',
  'Unknown',
  'Degraded',
  'Failed',
] as const satisfies readonly HealthStatus[];

/** From best to worst: drift outranks Behind, since a deployment does not repair it by itself. */
export const SYNC_STATUSES = [
  'InSync',
  'Unknown',
  'Behind',
  'Drifted',
] as const satisfies readonly SyncStatus[];

/** How bad a status is: 0 is Healthy, higher is worse. */
export function severityOf(status: HealthStatus): number {
  return HEALTH_STATUSES.indexOf(status);
}

/** The worst of the statuses; Healthy when there are none. */
export function worstOf(statuses: Iterable<HealthStatus>): HealthStatus {
  let worst: HealthStatus = 'Healthy';
  for (const status of statuses) {
    if (severityOf(status) > severityOf(worst)) {
      worst = status;
    }
  }
  return worst;
}
