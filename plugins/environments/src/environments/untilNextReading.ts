import type { EnvironmentPage } from '@plinth/plugin-environments-common';

/**
 * Milliseconds until the fleet is read again: soon while something is under way, be it a deployment, or the first reading of the repositories
 * by a portal that has just been started, to which no unit is known yet.
 */
export function untilNextReading(
  page: (Pick<EnvironmentPage, 'items'> & Partial<EnvironmentPage>) | undefined,
): number {
  const underWay =
    page?.counts?.units === 0 ||
    page?.items.some(({ health }) => health === 'Progressing');
  return underWay ? 3_000 : 15_000;
}
