import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { isOverBudget } from '../fleet/isOverBudget';
import { extendHref, soonEnd, utc } from '../previews/previewEnd';
import type { Thing } from './Thing';

/** The thing that a unit has drifted, which may come back once it was in sync again. */
export function driftKey({
  entityRef,
}: Pick<EnvironmentRow, 'entityRef'>): string {
  return `drift:${entityRef}`;
}

/** What there is to tell the owners of units; costs are of this month. */
export function thingsOfUnits(
  rows: readonly EnvironmentRow[],
  now: Date,
): Thing[] {
  const month = now.toISOString().slice(0, 7);
  return rows.flatMap(row => {
    const { kind, namespace, name } = parseEntityRef(row.entityRef);
    const common = {
      recipients: row.owner ? [row.owner] : [],
      severity: 'normal' as const,
    };
    const page = `/catalog/${namespace}/${kind}/${name}`;
    const things: Thing[] = [];
    if (row.sync === 'Drifted') {
      things.push({
        ...common,
        key: driftKey(row),
        kind: 'drift',
        title: `${row.name} is not as main says`,
        description: 'Somebody changed it outside the pipeline.',
        link: `${page}/health`,
        severity: 'high',
      });
    }
    if (isOverBudget(row)) {
      things.push({
        ...common,
        key: `budget:${row.entityRef}/${month}`,
        kind: 'budget',
        title: `${row.name} is over its budget`,
        description: `$${row.monthToDate?.toFixed(2)} of $${row.monthlyBudget} in ${month}`,
        link: `${page}/costs`,
      });
    }
    const end = soonEnd(row.endsAt, now);
    if (end) {
      things.push({
        ...common,
        key: `preview-ends:${row.entityRef}/${row.endsAt}`,
        kind: 'preview-ends',
        title: `The preview ${row.name} ends within a day`,
        description: `At ${utc(end)}, with all that it holds, unless a request to extend it is deployed before.`,
        link: extendHref(row.name),
      });
    }
    return things.filter(({ recipients }) => recipients.length > 0);
  });
}
