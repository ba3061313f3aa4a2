import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { LEASE_MS, type LeaseStore } from './LeaseStore';
import { REPLICA } from './replica';

/** How often somebody who waits looks again. */
const LOOK_MS = 250;

interface LeaseRow {
  name: string;
  holder: string;
  held_until: string;
}

/**
 * Leases in the plugin's database. A lock of the database itself would end with its connection, but needs one of its own for as
 * long as the work takes, and a pool has fewer connections than there are readings.
 */
export class DatabaseLeaseStore implements LeaseStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    const holder = `${REPLICA}/${randomUUID()}`;
    while (!(await this.#take(name, holder))) {
      await wait(LOOK_MS);
    }
    const renewal = setInterval(() => {
      // One that fails is made up for by the next: a lease lasts for three.
      this.#renew(name, holder).catch(() => {});
    }, LEASE_MS / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
      await this.#db<LeaseRow>('leases').where({ name, holder }).delete();
    }
  }

  async holders() {
    const rows = await this.#db<LeaseRow>('leases').where(
      'held_until',
      '>',
      new Date().toISOString(),
    );
    return new Map(
      rows.map(({ name, holder }) => [
        name,
        holder.slice(0, holder.lastIndexOf('/')),
      ]),
    );
  }

  async #take(name: string, holder: string): Promise<boolean> {
    const now = Date.now();
    const taken = await this.#db<LeaseRow>('leases')
      .insert({ name, holder, held_until: until(now) })
      .onConflict('name')
      .merge()
      .where('leases.held_until', '<=', new Date(now).toISOString())
      .returning('name');
    return taken.length > 0;
  }

  async #renew(name: string, holder: string): Promise<void> {
    await this.#db<LeaseRow>('leases')
      .where({ name, holder })
      .update({ held_until: until(Date.now()) });
  }
}

function until(now: number): string {
  return new Date(now + LEASE_MS).toISOString();
}
