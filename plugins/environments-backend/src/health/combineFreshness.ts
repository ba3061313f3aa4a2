import type { Freshness } from '@plinth/plugin-environments-common';

/** One freshness for readings of several sources: as old as the oldest, stale if any is, with all reasons. */
export function combineFreshness(readings: Freshness[]): Freshness {
  const sources = [...new Set(readings.map(r => r.source))];
  const reasons = [
    ...new Set(readings.flatMap(r => (r.reason ? [r.reason] : []))),
  ];
  const times = readings.map(r => r.readAt);
  const known = times.filter((t): t is string => t !== null).sort();
  return {
    readAt: known.length === times.length ? (known[0] ?? null) : null,
    source: sources.join(', '),
    stale: readings.some(r => r.stale),
    ...(reasons.length > 0 ? { reason: reasons.join(' ') } : {}),
  };
}
