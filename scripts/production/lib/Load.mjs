import { TOKEN } from './ask.mjs';

/** People who look at the portal without a pause. */
export class Load {
  #going = true;
  #people;
  /** How many requests were answered. */
  answered = 0;
  /** What came back that was no answer of the portal. */
  failures = [];

  constructor(address, { people, routes }) {
    this.#people = Array.from({ length: people }, (_, i) =>
      this.#look(address, routes, i),
    );
  }

  async #look(address, routes, first) {
    for (let i = first; this.#going; i += 1) {
      const route = routes[i % routes.length];
      const { status } = await fetch(`${address}${route}`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      if (status === 200) {
        this.answered += 1;
      } else {
        this.failures.push({ route, status });
      }
    }
  }

  async stop() {
    this.#going = false;
    await Promise.all(this.#people);
  }
}
