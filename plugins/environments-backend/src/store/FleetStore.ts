import type {
  EnvironmentRow,
  FleetCounts,
  FleetFilter,
  FleetGrouping,
  ListEnvironmentsQuery,
  Stage,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { Place } from './sources';
import type { UnitCriteria } from './UnitCriteria';

/** A row of the fleet but for what depends on when it is looked at, by whom, and on configuration. */
export type FleetRow = Omit<EnvironmentRow, 'accountName' | 'freshness'> & {
  /** The sources that its freshness is that of. */
  sources: string[];
};

/** A unit, and its row. */
export interface FleetUnit {
  identity: UnitIdentity;
  /** Full name of the configured repository that holds it, if one does. */
  repository?: string;
  row: FleetRow;
}

/** What somebody may see of units: rows of those that are visible, and the cost of those that are priced. Undecided ones are neither. */
export interface FleetReach {
  visible: UnitCriteria;
  priced: UnitCriteria;
}

/** Which units are asked for, and which the reader may see. */
export interface FleetSelection extends FleetFilter, FleetReach {}

/** A page of them. */
export interface FleetQuery
  extends FleetSelection, Pick<ListEnvironmentsQuery, 'orderBy' | 'cursor'> {
  limit: number;
}

/** What all visible units have, for filters to offer. */
export interface FleetValues {
  accounts: string[];
  regions: string[];
  owners: string[];
  blueprints: string[];
}

/** Part of the answer to a query. */
export interface FleetPage {
  items: FleetRow[];
  /** How many units match the query. */
  totalItems: number;
  pageInfo: { nextCursor?: string; prevCursor?: string };
  /** Of the units that match the query but for the states that it asks for. */
  counts: FleetCounts;
  values: FleetValues;
}

/** Which units are meant: those of a repository, those that are or have stacks in a place, or those that fit criteria. */
export type FleetPart =
  { repository: string } | { place: Place } | { criteria: UnitCriteria };

/** Units that have something in common. Amounts are US dollars in whole cents; null where no unit has one that the reader may know. */
export interface FleetGroupSums {
  value: string;
  units: number;
  health: Record<string, number>;
  drifted: number;
  overBudget: number;
  monthToDate: number | null;
  forecast: number | null;
  monthlyBudget: number | null;
  /** Units of which the reader may not know the cost. */
  unpriced: number;
}

/** Systems by stages. */
export interface FleetMatrixPage {
  items: Array<{
    system: string;
    cells: Array<{ stage: Stage; units: number; items: FleetRow[] }>;
  }>;
  /** How many systems there are. */
  totalItems: number;
  pageInfo: { nextCursor?: string; prevCursor?: string };
}

/** The fleet as it was last told from the catalog and the other stores. */
export interface FleetStore {
  /** Keeps units; writes only those that differ from what is kept. Answers how many that were. */
  put(units: readonly FleetUnit[]): Promise<number>;
  /** Keeps none but these. Answers how many are gone. */
  retain(entityRefs: readonly string[]): Promise<number>;
  /** Units as the catalog last told of them. */
  identities(part: FleetPart): Promise<UnitIdentity[]>;
  /** Rows of all units. */
  rows(): Promise<FleetRow[]>;
  /** References of the units among some about which criteria are undecided. */
  undecided(criteria: UnitCriteria, among: UnitCriteria): Promise<string[]>;
  /**
   * One page, with what belongs beside it. The cursor names the row at a page's edge, so rows that come or go between two
   * requests neither repeat nor hide others; throws an `InputError` for a cursor that no page gave.
   */
  page(query: FleetQuery): Promise<FleetPage>;
}

/** The same fleet in views of many units at once. */
export interface FleetViewStore {
  /** Sums of all units that match, by what they have in common, in order of that. */
  groups(
    selection: FleetSelection,
    by: FleetGrouping,
  ): Promise<FleetGroupSums[]>;
  /** A page of systems, each with its units at each stage: five at most of a stage, environments first, the worst before the others. */
  matrix(
    query: FleetSelection & { cursor?: string; limit: number },
  ): Promise<FleetMatrixPage>;
  /** All units that match, some hundred at a time, in order of their references. */
  batches(selection: FleetSelection): AsyncGenerator<FleetRow[]>;
}
