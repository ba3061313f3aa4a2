import {
  subscribe,
  unsubscribe,
  type ChannelListener,
} from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const CHANNEL = 'http.server.request.start';

/** Where calls end up during an outage, below `/_control`. */
export const OUT_OF_SERVICE = '/_control/out-of-service';

/** How an outage looks from outside: answers of 503, or connections that are cut. */
export type OutageKind = 'unavailable' | 'hang-up';

/**
 * AWS out of reach for a while. Node announces each request on a diagnostics channel ahead of the server's own handler;
 * there a call is led to {@link OUT_OF_SERVICE}, so that no service ever sees it and nothing is done by a call that gets
 * no answer. Paths below `/_control` still answer, or nobody could end it.
 */
export class Outage {
  readonly #port: number;
  readonly #divert: ChannelListener;
  #timer: NodeJS.Timeout | undefined;
  #until: number | undefined;
  #kind: OutageKind = 'unavailable';

  constructor(options: { port: number }) {
    this.#port = options.port;
    this.#divert = message => {
      const { request } = message as { request: IncomingMessage };
      if (
        request.socket.localPort === this.#port &&
        !request.url?.startsWith('/_control')
      ) {
        request.url = OUT_OF_SERVICE;
      }
    };
  }

  /** When it ends, in milliseconds of real time since the epoch; undefined while there is none. */
  get until(): number | undefined {
    return this.#until;
  }

  get kind(): OutageKind {
    return this.#kind;
  }

  /** Begins an outage of so many seconds of real time, or gives a running one that length. */
  begin(seconds: number, kind: OutageKind = 'unavailable'): void {
    this.end();
    this.#kind = kind;
    this.#until = Date.now() + seconds * 1000;
    this.#timer = setTimeout(() => this.end(), seconds * 1000).unref();
    subscribe(CHANNEL, this.#divert);
  }

  /** Ends it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#until = undefined;
    unsubscribe(CHANNEL, this.#divert);
  }
}
