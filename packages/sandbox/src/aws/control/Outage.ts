import {
  subscribe,
  unsubscribe,
  type ChannelListener,
} from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const CHANNEL = 'http.server.request.start';

/**
 * AWS out of reach: for a while every call to the port is hung up on, before anything reads it, so that nothing is done
 * by a call that gets no answer. Node announces each request on a diagnostics channel ahead of the server's own
 * handler, which is where the line is cut. Paths below `/_control` still answer, or nobody could end it.
 */
export class Outage {
  readonly #port: number;
  readonly #hangUp: ChannelListener;
  #timer: NodeJS.Timeout | undefined;
  #until: number | undefined;

  constructor(options: { port: number }) {
    this.#port = options.port;
    this.#hangUp = message => {
      const { request } = message as { request: IncomingMessage };
      if (
        request.socket.localPort === this.#port &&
        !request.url?.startsWith('/_control')
      ) {
        request.socket.destroy();
      }
    };
  }

  /** When it ends, in milliseconds of real time since the epoch; undefined while there is none. */
  get until(): number | undefined {
    return this.#until;
  }

  /** Begins an outage of so many seconds of real time, or gives a running one that length. */
  begin(seconds: number): void {
    this.end();
    this.#until = Date.now() + seconds * 1000;
    this.#timer = setTimeout(() => this.end(), seconds * 1000).unref();
    subscribe(CHANNEL, this.#hangUp);
  }

  /** Ends it. */
  end(): void {
    clearTimeout(this.#timer);
    this.#until = undefined;
    unsubscribe(CHANNEL, this.#hangUp);
  }
}
