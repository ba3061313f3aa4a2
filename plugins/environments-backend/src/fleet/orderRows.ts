import {
  EnvironmentRow,
  severityOf,
  STAGES,
  SYNC_STATUSES,
} from '@plinth/plugin-environments-common';

/** Columns by which the fleet can be ordered. */
export type FleetColumn =
  | 'name'
  | 'stage'
  | 'account'
  | 'region'
  | 'owner'
  | 'health'
  | 'sync'
  | 'monthToDate'
  | 'createdAt'
  | 'lastDeployedAt';

/** A column and a direction. */
export interface FleetOrder {
  column: FleetColumn;
  descending: boolean;
}

/** What a row is sorted by; null sorts last in either direction. */
export type SortValue = string | number | null;

/** The value of a row in a column, so that order means something: stages by their way to production, health by severity. */
export function sortValue(row: EnvironmentRow, column: FleetColumn): SortValue {
  switch (column) {
    case 'stage':
      return STAGES.indexOf(row.stage);
    case 'health':
      return severityOf(row.health);
    case 'sync':
      return SYNC_STATUSES.indexOf(row.sync);
    default:
      return row[column] ?? null;
  }
}

/** A place in an ordered list: of a row, or between rows. */
export interface Position {
  value: SortValue;
  entityRef: string;
}

/** Compares two places; the entity reference makes the order total. */
export function comparePositions(
  a: Position,
  b: Position,
  order: FleetOrder,
): number {
  if ((a.value === null) !== (b.value === null)) {
    return a.value === null ? 1 : -1;
  }
  let result = 0;
  if (typeof a.value === 'number' && typeof b.value === 'number') {
    result = a.value - b.value;
  } else if (a.value !== null && b.value !== null) {
    const [left, right] = [String(a.value), String(b.value)];
    if (left !== right) {
      result = left < right ? -1 : 1;
    }
  }
  const directed = order.descending ? -result : result;
  if (directed !== 0) {
    return directed;
  }
  if (a.entityRef === b.entityRef) {
    return 0;
  }
  return a.entityRef < b.entityRef ? -1 : 1;
}

/** Reads `-name` as name, descending. */
export function parseOrder(orderBy: string | undefined): FleetOrder {
  const text = orderBy ?? 'name';
  return {
    column: text.replace(/^-/, '') as FleetColumn,
    descending: text.startsWith('-'),
  };
}
