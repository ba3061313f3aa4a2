import type {
  EnvironmentPage,
  EnvironmentRow,
  ListEnvironmentsQuery,
  UnitIdentity,
} from '@plinth/plugin-environments-common';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { AccountConfig } from '../config/EnvironmentsConfig';
import { combineFreshness } from '../health/combineFreshness';
import {
  allOf,
  type FleetReach,
  type FleetRow,
  type FleetStore,
  type ReadingStore,
  type UnitCriteria,
} from '../store';
import type { FleetProjection } from './FleetProjection';

const DEFAULT_LIMIT = 100;
const MOST = 500;

/** Tells what a reader may see of the fleet, or if only some units will be asked for, of those. */
export type FleetReachOf = (among?: UnitCriteria) => Promise<FleetReach>;

/** The fleet table, as a reader may see it. */
export class FleetService {
  readonly #projection: FleetProjection;
  readonly #fleet: FleetStore;
  readonly #readings: ReadingStore;
  readonly #accountNames: Map<string, string | undefined>;
  readonly #logger: LoggerService;

  constructor(options: {
    projection: FleetProjection;
    fleet: FleetStore;
    readings: ReadingStore;
    accounts: AccountConfig[];
    logger: LoggerService;
  }) {
    this.#projection = options.projection;
    this.#fleet = options.fleet;
    this.#readings = options.readings;
    this.#accountNames = new Map(options.accounts.map(a => [a.id, a.name]));
    this.#logger = options.logger;
  }

  /** One page of the units that match the query. */
  async list(
    query: ListEnvironmentsQuery,
    reachOf: FleetReachOf,
  ): Promise<EnvironmentPage> {
    await this.settle();
    const reach = await reachOf();
    const { items, values, ...page } = await this.#fleet.page({
      ...query,
      ...reach,
      limit: query.limit ?? DEFAULT_LIMIT,
    });
    const { accounts, ...others } = values;
    return {
      ...page,
      items: await this.complete(items),
      facets: {
        accounts: accounts.map(account => ({
          account,
          name: this.accountName(account),
        })),
        ...others,
      },
    };
  }

  /** The rows of the units that are owned by any of these: the first 500 by severity of their health, with counts of all. */
  async owned(
    owners: ReadonlySet<string>,
    reachOf: FleetReachOf,
  ): Promise<
    Pick<EnvironmentPage, 'counts' | 'items'> & { units: UnitIdentity[] }
  > {
    await this.settle();
    const own = { column: 'owner', values: [...owners] } as const;
    const reach = await reachOf(own);
    const visible = allOf([own, reach.visible]);
    const [{ items, counts }, units] = await Promise.all([
      this.#fleet.page({
        orderBy: '-health',
        limit: MOST,
        visible,
        priced: reach.priced,
      }),
      this.#fleet.identities({ criteria: visible }),
    ]);
    return { items: await this.complete(items), counts, units };
  }

  /** All rows, for what the portal does for itself. */
  async allRows(): Promise<EnvironmentRow[]> {
    await this.settle();
    return this.complete(await this.#fleet.rows());
  }

  /** Sees to it that the fleet is told as it is, as far as a reader waits for that. */
  settle(): Promise<void> {
    return this.#projection.settle(error =>
      this.#logger.error('The fleet could not be told anew', error as Error),
    );
  }

  /** Rows with what is told when they are looked at: how fresh they are, and what their accounts are called. */
  async complete(rows: readonly FleetRow[]): Promise<EnvironmentRow[]> {
    const readings = await this.#readings.freshness([
      ...new Set(rows.flatMap(row => row.sources)),
    ]);
    const bySource = new Map(readings.map(each => [each.source, each]));
    return rows.map(({ sources, ...row }) => ({
      ...row,
      accountName: this.accountName(row.account),
      freshness: combineFreshness(
        sources.flatMap(source => bySource.get(source) ?? []),
      ),
    }));
  }

  /** What the configuration calls an account; undefined where it has no name for it. */
  accountName(account: string): string | undefined {
    return this.#accountNames.get(account);
  }
}
