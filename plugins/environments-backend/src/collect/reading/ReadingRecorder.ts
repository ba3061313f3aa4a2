import { LoggerService } from '@backstage/backend-plugin-api';
import type { LeaseStore, ReadingStore } from '../../store';
import { explainFailure } from './explainFailure';
import { IncompleteReading } from './IncompleteReading';

/**
 * Runs readings, and remembers of each source when it answered, why it did not, and where its next reading goes on. A source is read
 * by one replica at a time: a reading that began earlier could else be written after a newer one.
 */
export class ReadingRecorder {
  readonly #readings: ReadingStore;
  readonly #leases: LeaseStore;
  readonly #logger: LoggerService;
  readonly #now: () => Date;

  constructor(options: {
    readings: ReadingStore;
    leases: LeaseStore;
    logger: LoggerService;
    now: () => Date;
  }) {
    this.#readings = options.readings;
    this.#leases = options.leases;
    this.#logger = options.logger;
    this.#now = options.now;
  }

  /**
   * Reads a source from where its last reading ended. A failure is recorded with its reason; this resolves all the same,
   * what was read before stays, and the next reading starts where this one did. An `IncompleteReading` counts as read, and what
   * it misses is recorded with it.
   *
   * @param read - answers where the next reading goes on; nothing leaves that as it is
   */
  async record<State extends object>(
    source: string,
    read: (from: State | undefined) => Promise<State | void>,
  ): Promise<void> {
    try {
      await this.#leases.hold(source, async () => {
        const from = await this.#readings.state<State>(source);
        const state = (await read(from)) ?? undefined;
        await this.#readings.succeeded(source, { at: this.#now(), state });
      });
    } catch (error) {
      if (error instanceof IncompleteReading) {
        const reason = `${source} was read in part: ${error.message}`;
        this.#logger.warn(reason);
        await this.#readings.succeeded(source, {
          at: this.#now(),
          state: error.state,
          missing: reason,
        });
        return;
      }
      const reason = explainFailure(source, error);
      this.#logger.warn(reason);
      await this.#readings.failed(source, { at: this.#now(), reason });
    }
  }
}
