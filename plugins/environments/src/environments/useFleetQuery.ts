import type {
  FleetFilter,
  FleetGrouping,
  HealthStatus,
  ListEnvironmentsQuery,
  Stage,
  SyncStatus,
  UnitKind,
} from '@plinth/plugin-environments-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** The filters by a choice among values, in the order of the page. */
export const CHOICES = [
  'kind',
  'stage',
  'account',
  'region',
  'health',
  'sync',
  'budget',
  'owner',
  'blueprint',
] as const;

/** The name of such a filter. */
export type Choice = (typeof CHOICES)[number];

/** The filters that the page offers, as they stand in the URL. */
const FILTERS = ['q', 'system', ...CHOICES] as const;

/** The name of a filter. */
export type Filter = (typeof FILTERS)[number];

/** A filter by a unit's state, and its value. */
export type StateFilter = ['health' | 'sync' | 'budget', string];

/** The ways to look at the fleet; the first stands in no URL. */
export const VIEWS = ['list', 'groups', 'matrix'] as const;

/** The name of such a way. */
export type FleetView = (typeof VIEWS)[number];

/** What units can be grouped by, in the order of the page. */
export const GROUPINGS = [
  'stage',
  'account',
  'owner',
  'blueprint',
] as const satisfies readonly FleetGrouping[];

/** What the page asks for, and how to ask for something else. */
export type FleetQuery = ReturnType<typeof useFleetQuery>;

/** Filters, view, order and page of the fleet, kept in the URL so that a view can be shared. */
export function useFleetQuery() {
  const [parameters, setParameters] = useSearchParams();

  const text = useCallback(
    (name: string) => parameters.get(name) || undefined,
    [parameters],
  );
  const filter = useMemo<FleetFilter>(
    () => ({
      q: text('q'),
      system: text('system'),
      kind: text('kind') as UnitKind | undefined,
      stage: text('stage') as Stage | undefined,
      account: text('account'),
      region: text('region'),
      health: text('health') as HealthStatus | undefined,
      sync: text('sync') as SyncStatus | undefined,
      budget: text('budget') as 'over' | undefined,
      owner: text('owner'),
      blueprint: text('blueprint'),
    }),
    [text],
  );
  const query = useMemo<ListEnvironmentsQuery>(
    () => ({
      ...filter,
      orderBy: text('orderBy') ?? 'name',
      cursor: text('cursor'),
    }),
    [filter, text],
  );
  const view = VIEWS.find(each => each === text('view')) ?? 'list';
  const by = GROUPINGS.find(each => each === text('by')) ?? 'stage';

  const set = useCallback(
    (
      changes: Partial<
        Record<Filter | 'orderBy' | 'cursor' | 'view' | 'by', string>
      >,
    ) =>
      setParameters(
        before => {
          const after = new URLSearchParams(before);
          after.delete('cursor'); // another filter or order has other pages
          for (const [name, value] of Object.entries(changes)) {
            if (value) {
              after.set(name, value);
            } else {
              after.delete(name);
            }
          }
          return after;
        },
        { replace: true },
      ),
    [setParameters],
  );

  const clear = useCallback(
    () => set(Object.fromEntries(FILTERS.map(name => [name, '']))),
    [set],
  );
  const filtered = FILTERS.some(name => query[name] !== undefined);
  return { filter, query, view, by, set, clear, filtered };
}
