import type {
  FleetFilter,
  FleetGrouping,
  FleetGroups,
  FleetMatrix,
  FleetMatrixQuery,
  FleetSums,
} from '@plinth/plugin-environments-common';
import { pipeline, Readable } from 'node:stream';
import type { AccountConfig } from '../config/EnvironmentsConfig';
import type {
  FleetGroupSums,
  FleetStore,
  FleetViewStore,
  ReadingStore,
} from '../store';
import { completeRows } from './completeRows';
import { csvRecord, fleetCsv } from './fleetCsv';
import type { FleetReach } from './FleetService';

const SYSTEMS = 50;

/** Tells what a reader may see of all units, whose references it asks for if it has to. */
export type ReachOfFleet = (
  references: () => Promise<string[]>,
) => Promise<FleetReach>;

/** Views of the whole fleet, as a reader may see it: groups with sums, systems by stages, and a file for a spreadsheet. */
export class FleetViews {
  readonly #fleet: FleetStore;
  readonly #views: FleetViewStore;
  readonly #readings: ReadingStore;
  readonly #accountNames: Map<string, string | undefined>;
  readonly #settle: () => Promise<void>;

  constructor(options: {
    fleet: FleetStore;
    fleetViews: FleetViewStore;
    readings: ReadingStore;
    accounts: AccountConfig[];
    /** Sees to it that the fleet is told as it is. */
    settle: () => Promise<void>;
  }) {
    this.#fleet = options.fleet;
    this.#views = options.fleetViews;
    this.#readings = options.readings;
    this.#accountNames = new Map(options.accounts.map(a => [a.id, a.name]));
    this.#settle = options.settle;
  }

  /** Sums of the units that match, by what they have in common; those of the groups add up to those of all. */
  async groups(
    { by, ...filter }: FleetFilter & { by: FleetGrouping },
    reachOf: ReachOfFleet,
  ): Promise<FleetGroups> {
    const reach = await this.#reach(reachOf);
    const groups = await this.#views.groups({ ...filter, ...reach }, by);
    return {
      by,
      items: groups.map(group => ({
        ...group,
        ...(by === 'account' && this.#accountNames.get(group.value)
          ? { name: this.#accountNames.get(group.value) }
          : {}),
      })),
      total: totalOf(groups),
    };
  }

  /** A page of systems, with their units at each stage. */
  async matrix(
    query: FleetMatrixQuery,
    reachOf: ReachOfFleet,
  ): Promise<FleetMatrix> {
    const reach = await this.#reach(reachOf);
    const { items, ...page } = await this.#views.matrix({
      ...query,
      ...reach,
      limit: query.limit ?? SYSTEMS,
    });
    const rows = await completeRows(
      items.flatMap(({ cells }) => cells.flatMap(cell => cell.items)),
      { readings: this.#readings, accountNames: this.#accountNames },
    );
    const complete = new Map(rows.map(row => [row.entityRef, row]));
    return {
      ...page,
      items: items.map(({ system, cells }) => ({
        system,
        cells: cells.map(cell => ({
          ...cell,
          items: cell.items.flatMap(
            ({ entityRef }) => complete.get(entityRef) ?? [],
          ),
        })),
      })),
    };
  }

  /**
   * All units that match as comma-separated values, read while they are sent. What the reader may see is decided before this
   * resolves; if the store fails later, so does the stream.
   */
  async csv(filter: FleetFilter, reachOf: ReachOfFleet): Promise<Readable> {
    const reach = await this.#reach(reachOf);
    const records = Readable.from(this.#records({ ...filter, ...reach }));
    // Whoever reads the file is told why it ends before it is whole.
    return pipeline(records, fleetCsv(), () => {});
  }

  async *#records(selection: FleetFilter & FleetReach) {
    for await (const rows of this.#views.batches(selection)) {
      const complete = await completeRows(rows, {
        readings: this.#readings,
        accountNames: this.#accountNames,
      });
      yield* complete.map(csvRecord);
    }
  }

  async #reach(reachOf: ReachOfFleet): Promise<FleetReach> {
    await this.#settle();
    return reachOf(() => this.#fleet.references());
  }
}

/** The sums of all groups together. Amounts are added in cents, which floating point numbers hold exactly. */
function totalOf(groups: readonly FleetGroupSums[]): FleetSums {
  const sum = (of: (group: FleetGroupSums) => number) =>
    groups.reduce((total, group) => total + of(group), 0);
  const amount = (name: 'forecast' | 'monthlyBudget' | 'monthToDate') =>
    groups.every(group => group[name] === null)
      ? null
      : sum(group => Math.round((group[name] ?? 0) * 100)) / 100;
  const states = [
    ...new Set(groups.flatMap(group => Object.keys(group.health))),
  ];
  return {
    units: sum(group => group.units),
    health: Object.fromEntries(
      states.map(state => [state, sum(group => group.health[state] ?? 0)]),
    ),
    drifted: sum(group => group.drifted),
    overBudget: sum(group => group.overBudget),
    monthToDate: amount('monthToDate'),
    forecast: amount('forecast'),
    monthlyBudget: amount('monthlyBudget'),
    unpriced: sum(group => group.unpriced),
  };
}
