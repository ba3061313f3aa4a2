import { Knex } from 'knex';
import type { NotifiedStore } from './NotifiedStore';
import { insertMissing } from './rows';

interface NotifiedRow {
  thing: string;
  recipient: string;
  told_at: string;
}

const BATCH = 200;

/** What was told to whom, in the plugin's database. */
export class DatabaseNotifiedStore implements NotifiedStore {
  readonly #db: Knex;

  constructor(db: Knex) {
    this.#db = db;
  }

  async toldTo(things: readonly string[]): Promise<Map<string, Set<string>>> {
    const told = new Map<string, Set<string>>();
    for (let i = 0; i < things.length; i += BATCH) {
      const rows = await this.#db<NotifiedRow>('notified').whereIn(
        'thing',
        things.slice(i, i + BATCH),
      );
      for (const { thing, recipient } of rows) {
        told.set(thing, (told.get(thing) ?? new Set()).add(recipient));
      }
    }
    return told;
  }

  async told(
    thing: string,
    recipients: readonly string[],
    options: { at: Date },
  ): Promise<void> {
    await insertMissing(
      this.#db,
      'notified',
      recipients.map((recipient): NotifiedRow => ({
        thing,
        recipient,
        told_at: options.at.toISOString(),
      })),
      ['thing', 'recipient'],
    );
  }

  async forget(things: readonly string[]): Promise<void> {
    for (let i = 0; i < things.length; i += BATCH) {
      await this.#db<NotifiedRow>('notified')
        .whereIn('thing', things.slice(i, i + BATCH))
        .delete();
    }
  }
}
