import type { Knex } from 'knex';

/** Longer than a task takes from its validation to its pull request, which then occupies the network itself. */
const HOLD_MILLISECONDS = 10 * 60 * 1000;

const RESERVATIONS = 'environments_network_reservations';

/** A network that is held for a request whose pull request is not open yet. */
export interface HeldNetwork {
  /** The name of the unit that is asked for. */
  readonly request: string;
  readonly cidr: string;
}

/** Whose network it is: units of different repositories may have overlapping ones. */
export interface NetworkHolder {
  /** The repository's full name. */
  readonly repository: string;
  /** The unit's name. */
  readonly request: string;
}

interface ReservationRow {
  repository: string;
  request: string;
  cidr: string;
  held_until: string;
}

/**
 * Holds each network that was chosen for its request until the pull request is open, so that people who ask at the same
 * moment get different ones. Kept in the database: whoever chooses locks the repository's row until the choice is recorded, so
 * that requests on two replicas choose one after the other.
 */
export class NetworkReservations {
  readonly #db: Knex;
  readonly #now: () => Date;

  constructor(options: { db: Knex; now: () => Date }) {
    this.#db = options.db;
    this.#now = options.now;
  }

  /**
   * Holds what is chosen for a request; nothing if nothing is. What the choice throws changes nothing.
   *
   * @param choose - given what other requests hold, and what this one held before
   */
  async take(
    holder: NetworkHolder,
    choose: (held: {
      others: readonly HeldNetwork[];
      before: string | undefined;
    }) => string | undefined,
  ): Promise<string | undefined> {
    const { repository, request } = keyOf(holder);
    return this.#db.transaction(async trx => {
      await trx('environments_network_pools')
        .insert({ repository })
        .onConflict('repository')
        .merge();
      const now = this.#now();
      const held = () =>
        trx<ReservationRow>(RESERVATIONS).where({ repository });
      await held().where('held_until', '<=', now.toISOString()).delete();
      const rows = await held().select('request', 'cidr');
      const cidr = choose({
        others: rows.filter(row => row.request !== request),
        before: rows.find(row => row.request === request)?.cidr,
      });
      if (cidr) {
        await trx<ReservationRow>(RESERVATIONS)
          .insert({
            repository,
            request,
            cidr,
            held_until: new Date(
              now.getTime() + HOLD_MILLISECONDS,
            ).toISOString(),
          })
          .onConflict(['repository', 'request'])
          .merge();
      }
      return cidr;
    });
  }

  /** Lets the network of a refused request go. */
  async release(holder: NetworkHolder): Promise<void> {
    await this.#db<ReservationRow>(RESERVATIONS).where(keyOf(holder)).delete();
  }
}

/** GitHub takes the name of a repository in any case. */
function keyOf({ repository, request }: NetworkHolder): NetworkHolder {
  return { repository: repository.toLowerCase(), request };
}
