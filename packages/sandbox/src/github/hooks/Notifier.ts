import type { GitHubEvents } from '../events';
import type { Json, Views } from '../views/Views';
import type { Hooks } from './Hooks';

/** Tells the repository's webhooks, and listeners in this process, that something happened. */
export class Notifier {
  readonly #events: GitHubEvents;
  readonly #hooks: Hooks;
  readonly #views: Views;

  constructor(options: { events: GitHubEvents; hooks: Hooks; views: Views }) {
    this.#events = options.events;
    this.#hooks = options.hooks;
    this.#views = options.views;
  }

  /** True when someone would hear an event: its payload need not be made otherwise. */
  heard(repo: string, event: string): boolean {
    return this.#events.heard('webhook') || this.#hooks.wanted(repo, event);
  }

  /**
   * Adds repository, organisation and sender to what is special to the event, and sends it. What `special` reads
   * before its first await is as it was when this is called; events are sent in the order in which they were told.
   */
  notify(
    repo: string,
    event: string,
    sender: string,
    special: () => Json | Promise<Json>,
  ): void {
    if (!this.heard(repo, event)) {
      return;
    }
    const made = Promise.all([special(), this.payload(repo, sender, {})]);
    this.#hooks.inOrder(async () => {
      const [own, common] = await made;
      const payload = { ...own, ...common };
      this.#events.emit('webhook', { repo, event, payload });
      this.#hooks.send(repo, event, payload);
    });
  }

  /** What is special to an event, with what every event's payload has. */
  payload(repo: string, sender: string, special: Json): Json {
    return {
      ...special,
      repository: this.#views.repository(repo),
      ...this.#views.organizationOf(repo),
      sender: this.#views.user(sender),
    };
  }
}
