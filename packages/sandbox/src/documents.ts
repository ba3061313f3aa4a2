import Database from 'better-sqlite3';

/** A named set of JSON documents, held in memory and written through to disk. */
export interface Collection<T> {
  get(id: string): T | undefined;
  /** Stores the document as it is now; call it again after a change. */
  put(id: string, document: T): void;
  delete(id: string): void;
  /** All documents in the order in which they were first put. */
  values(): T[];
  readonly size: number;
}

/**
 * Where the sandbox keeps what it knows between starts: collections of JSON documents in one SQLite file.
 * Reads come from memory; a write reaches the file before `put` returns, so a killed sandbox loses nothing.
 */
export class DocumentStore {
  readonly #database: Database.Database;
  readonly #collections = new Map<string, Collection<unknown>>();

  /** Opens, or makes, the file. `:memory:` keeps nothing. */
  static open(file: string): DocumentStore {
    return new DocumentStore(new Database(file));
  }

  private constructor(database: Database.Database) {
    this.#database = database;
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.exec(
      `CREATE TABLE IF NOT EXISTS documents (
         sequence INTEGER PRIMARY KEY AUTOINCREMENT,
         collection TEXT NOT NULL,
         id TEXT NOT NULL,
         body TEXT NOT NULL,
         UNIQUE (collection, id)
       )`,
    );
  }

  /** The collection of that name; the same object each time. */
  collection<T>(name: string): Collection<T> {
    const known = this.#collections.get(name);
    if (known) {
      return known as Collection<T>;
    }
    const made = this.#load<T>(name);
    this.#collections.set(name, made as Collection<unknown>);
    return made;
  }

  /** Runs many writes as one transaction: all or none. */
  transaction<R>(work: () => R): R {
    return this.#database.transaction(work)();
  }

  close(): void {
    this.#database.close();
  }

  #load<T>(name: string): Collection<T> {
    const documents = new Map<string, T>();
    const rows = this.#database
      .prepare(
        'SELECT id, body FROM documents WHERE collection = ? ORDER BY sequence',
      )
      .all(name) as { id: string; body: string }[];
    for (const row of rows) {
      documents.set(row.id, JSON.parse(row.body));
    }
    const upsert = this.#database.prepare(
      `INSERT INTO documents (collection, id, body) VALUES (?, ?, ?)
       ON CONFLICT (collection, id) DO UPDATE SET body = excluded.body`,
    );
    const remove = this.#database.prepare(
      'DELETE FROM documents WHERE collection = ? AND id = ?',
    );
    return {
      get: id => documents.get(id),
      put: (id, document) => {
        documents.set(id, document);
        upsert.run(name, id, JSON.stringify(document));
      },
      delete: id => {
        documents.delete(id);
        remove.run(name, id);
      },
      values: () => [...documents.values()],
      get size() {
        return documents.size;
      },
    };
  }
}
