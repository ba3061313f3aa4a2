import type { ConnectionFindings } from '@plinth/plugin-environments-common';

/** Shows the findings of the last examination while they are young enough, since each one asks Cost Explorer for $0.02. */
export class Examinations {
  readonly #examine: () => Promise<ConnectionFindings['items']>;
  readonly #now: () => Date;
  #last: ConnectionFindings | undefined;
  #running: Promise<ConnectionFindings> | undefined;

  constructor(options: {
    /** Looks at everything once. */
    examine: () => Promise<ConnectionFindings['items']>;
    now: () => Date;
  }) {
    this.#examine = options.examine;
    this.#now = options.now;
  }

  /**
   * Whoever asks while an examination runs gets what it finds.
   *
   * @param maxAge - seconds; older findings are not shown again
   */
  async findings(maxAge: number): Promise<ConnectionFindings> {
    const oldest = this.#now().getTime() - maxAge * 1000;
    if (this.#last && Date.parse(this.#last.examinedAt) > oldest) {
      return this.#last;
    }
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<ConnectionFindings> {
    const examinedAt = this.#now().toISOString();
    this.#last = { examinedAt, items: await this.#examine() };
    return this.#last;
  }
}
