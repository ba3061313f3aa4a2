import type { Freshness } from '@plinth/plugin-environments-common';

/**
 * One freshness for readings of several sources: as old as the oldest that answered, stale if any is, with all reasons.
 */
export function combineFreshness(readings: Freshness[]): Freshness {
  const sources = [...new Set(readings.map(r => r.source))];
  const reasons = [
    ...new Set(readings.flatMap(r => (r.reason ? [r.reason] : []))),
  ];
  const times = readings.flatMap(r => r.readAt ?? []).sort();
  return {
    readAt: times[0] ?? null,
    source: sources.join(', '),
    stale: readings.some(r => r.stale),
    ...(reasons.length > 0 ? { reason: reasons.join(' ') } : {}),
  };
}
