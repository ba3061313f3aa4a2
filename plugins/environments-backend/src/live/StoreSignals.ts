import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { JsonObject } from '@backstage/types';

/** The channel on which pages listen. */
const CHANNEL = 'environments';

/** Changes come in bursts: pages read once after each. */
const BURST_MS = 500;

/** Pages that hear nothing three times take it that signals do not reach them. */
const ALIVE_MS = 20_000;

/**
 * Says to every page that the store has changed, and now and then that the portal is there. It says neither what has changed nor where: a
 * page asks again, and is told what its reader may know.
 */
export class StoreSignals {
  readonly #signals: SignalsService;
  readonly #logger: LoggerService;
  readonly #alive: ReturnType<typeof setInterval>;
  #burst: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners: Array<() => void> = [];

  constructor(options: { signals: SignalsService; logger: LoggerService }) {
    this.#signals = options.signals;
    this.#logger = options.logger;
    this.#alive = setInterval(() => this.#say({ alive: true }), ALIVE_MS);
    this.#alive.unref();
  }

  /** Calls back after each burst of changes of this replica. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The store has changed. */
  changed(): void {
    this.#burst ??= setTimeout(() => {
      this.#burst = undefined;
      this.#say({ changed: true });
      this.#listeners.forEach(listener => listener());
    }, BURST_MS);
    this.#burst.unref();
  }

  stop(): void {
    clearInterval(this.#alive);
    clearTimeout(this.#burst);
  }

  #say(message: JsonObject): void {
    this.#signals
      .publish({ recipients: { type: 'broadcast' }, channel: CHANNEL, message })
      .catch(error =>
        this.#logger.warn('Pages could not be told of a change', error),
      );
  }
}
