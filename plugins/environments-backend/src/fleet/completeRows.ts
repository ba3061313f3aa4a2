import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { combineFreshness } from '../health/combineFreshness';
import type { FleetRow, ReadingStore } from '../store';

/** Rows with what is told when they are looked at: how fresh they are, and what their accounts are called. */
export async function completeRows(
  rows: FleetRow[],
  options: {
    readings: ReadingStore;
    accountNames: ReadonlyMap<string, string | undefined>;
  },
): Promise<EnvironmentRow[]> {
  const readings = await options.readings.freshness([
    ...new Set(rows.flatMap(row => row.sources)),
  ]);
  const bySource = new Map(readings.map(each => [each.source, each]));
  return rows.map(({ sources, ...row }) => ({
    ...row,
    accountName: options.accountNames.get(row.account),
    freshness: combineFreshness(
      sources.flatMap(source => bySource.get(source) ?? []),
    ),
  }));
}
