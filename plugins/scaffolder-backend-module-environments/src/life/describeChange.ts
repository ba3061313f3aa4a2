import type { JsonValue } from '@backstage/types';
import { unitPath } from '@plinth/blueprints/schema';
import type { Estimate } from '@plinth/plugin-environments-common';
import { formatRequestMarker, type RequestMarker } from '@plinth/repository';
import { cell, table } from '../publish/markdown';
import { proceedText } from '../publish/proceedText';
import { taskPath } from '../publish/requestPath';
import type { UnitChange } from './UnitChange';

/** Estimates of a unit before and after a change, as far as there are any. */
export interface EstimatePair {
  readonly before?: Estimate;
  readonly after?: Estimate;
}

/** The description of a pull request that changes a unit; its last line is the request marker. */
export function describeChange(options: {
  change: UnitChange;
  marker: RequestMarker;
  portalUrl: string;
  estimates: EstimatePair;
}): string {
  const { change, marker, portalUrl, estimates } = options;
  const { after, files } = change;
  return [
    `${cell(marker.requester)} asks for this. It touches ${files.map(({ path }) => cell(path)).join(', ')} and nothing else.`,
    '## What changes',
    differenceTable(change),
    ...change.notes,
    ...costText(estimates),
    proceedText({
      review: `Review the plan and the change in ${cell(`${unitPath(after)}/`)}.`,
      follow: `Follow it in the portal: ${portalUrl}${taskPath(marker.task)}`,
    }),
    formatRequestMarker(marker),
  ].join('\n\n');
}

function differenceTable({ differences }: UnitChange): string {
  return differences.length === 0
    ? 'No value of the unit itself.'
    : table([
        ['Value', 'Before', 'After'],
        ...differences.map(({ field, before, after }) => [
          cell(field),
          tell(before),
          tell(after),
        ]),
      ]);
}

function tell(value: unknown): string {
  return value === undefined ? 'default' : cell(value as JsonValue);
}

function costText({ before, after }: EstimatePair): string[] {
  if (!before || !after) {
    return [];
  }
  const difference = after.monthly - before.monthly;
  const sign = difference < 0 ? '-' : '+';
  return [
    '## Estimate',
    `From about ${before.monthly.toFixed(2)} USD a month to **${after.monthly.toFixed(2)} USD a month** (${sign}${Math.abs(difference).toFixed(2)}).`,
  ];
}
