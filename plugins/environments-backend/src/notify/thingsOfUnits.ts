import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import { parseEntityRef } from '@backstage/catalog-model';
import { isOverBudget } from '../fleet/isOverBudget';
import type { Thing } from './Thing';

/** The thing that a unit has drifted, which may come back once it was in sync again. */
export function driftKey({
  entityRef,
}: Pick<EnvironmentRow, 'entityRef'>): string {
  return `drift:${entityRef}`;
}

/**
 * What there is to tell the owners of units.
 *
 * @param month - `YYYY-MM`, of which the cost is
 */
export function thingsOfUnits(
  rows: readonly EnvironmentRow[],
  month: string,
): Thing[] {
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
    return things.filter(({ recipients }) => recipients.length > 0);
  });
}
