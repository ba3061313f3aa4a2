import type {
  FleetFilter,
  FleetGrouping,
  FleetGroups,
  FleetMatrix,
  FleetMatrixQuery,
  FleetSums,
} from '@plinth/plugin-environments-common';
import { pipeline, Readable } from 'node:stream';
import type { FleetGroupSums, FleetReach, FleetViewStore } from '../store';
import { csvRecord, fleetCsv } from './fleetCsv';
import type { FleetReachOf, FleetService } from './FleetService';

const SYSTEMS = 50;

/** Views of the whole fleet, as a reader may see it: groups with sums, systems by stages, and a file for a spreadsheet. */
export class FleetViews {
  readonly #views: FleetViewStore;
  readonly #fleet: Pick<FleetService, 'accountName' | 'complete' | 'settle'>;

  constructor(
    stores: { fleetViews: FleetViewStore },
    fleet: Pick<FleetService, 'accountName' | 'complete' | 'settle'>,
  ) {
    this.#views = stores.fleetViews;
    this.#fleet = fleet;
  }

  /** Sums of the units that match, by what they have in common; those of the groups add up to those of all. */
  async groups(
    { by, ...filter }: FleetFilter & { by: FleetGrouping },
    reachOf: FleetReachOf,
  ): Promise<FleetGroups> {
    const reach = await this.#reach(reachOf);
    const groups = await this.#views.groups({ ...filter, ...reach }, by);
    return {
      by,
      items: groups.map(group => {
        const name =
          by === 'account' ? this.#fleet.accountName(group.value) : undefined;
        return { ...group, ...(name ? { name } : {}) };
      }),
      total: totalOf(groups),
    };
  }

  /** A page of systems, with their units at each stage. */
  async matrix(
    query: FleetMatrixQuery,
    reachOf: FleetReachOf,
  ): Promise<FleetMatrix> {
    const reach = await this.#reach(reachOf);
    const { items, ...page } = await this.#views.matrix({
      ...query,
      ...reach,
      limit: query.limit ?? SYSTEMS,
    });
    const rows = await this.#fleet.complete(
      items.flatMap(({ cells }) => cells.flatMap(cell => cell.items)),
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
  async csv(filter: FleetFilter, reachOf: FleetReachOf): Promise<Readable> {
    const reach = await this.#reach(reachOf);
    const records = Readable.from(this.#records({ ...filter, ...reach }));
    // Whoever reads the file is told why it ends before it is whole.
    return pipeline(records, fleetCsv(), () => {});
  }

  async *#records(selection: FleetFilter & FleetReach) {
    for await (const rows of this.#views.batches(selection)) {
      yield* (await this.#fleet.complete(rows)).map(csvRecord);
    }
  }

  async #reach(reachOf: FleetReachOf): Promise<FleetReach> {
    await this.#fleet.settle();
    return reachOf();
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
