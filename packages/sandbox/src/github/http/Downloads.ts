import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxClock } from '../../clock';
import type { Answer } from './Answer';
import { sendAnswer } from './sendAnswer';
import type { Urls } from '../Urls';
import type { Face } from './GitHubServer';

/** For how long an address holds, as on GitHub. */
const LIFETIME = 300_000;

/** What is fetched from addresses that hold for a short while, to which the API redirects: archives and logs. */
export class Downloads implements Face {
  readonly #clock: SandboxClock;
  readonly #urls: Urls;
  readonly #offers = new Map<string, { until: number; open: () => Answer }>();

  constructor(clock: SandboxClock, urls: Urls) {
    this.#clock = clock;
    this.#urls = urls;
  }

  /** The redirection to a new address where `open` is answered. */
  redirectTo(open: () => Answer): Answer {
    const now = this.#clock.millis();
    for (const [ticket, offer] of this.#offers) {
      if (offer.until < now) {
        this.#offers.delete(ticket);
      }
    }
    const ticket = randomUUID();
    this.#offers.set(ticket, { until: now + LIFETIME, open });
    return {
      status: 302,
      headers: { location: `${this.#urls.site}/_downloads/${ticket}` },
    };
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
  ): Promise<boolean> {
    const ticket = /^\/_downloads\/([\w-]+)$/.exec(url.pathname)?.[1];
    if (ticket === undefined) {
      return false;
    }
    const offer = this.#offers.get(ticket);
    const answer =
      offer && offer.until >= this.#clock.millis()
        ? offer.open()
        : { status: 404, body: { message: 'Not Found' } };
    await sendAnswer(request, response, answer, {});
    return true;
  }
}
