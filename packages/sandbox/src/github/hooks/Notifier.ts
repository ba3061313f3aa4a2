import type { GitHubEvents } from '../events';
import type { Views } from '../views/Views';
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

  /** Adds repository, organisation and sender to what is special to the event, and sends it. */
  notify(
    repo: string,
    event: string,
    sender: string,
    special: () => Record<string, unknown>,
  ): void {
    if (!this.heard(repo, event)) {
      return;
    }
    const payload = this.payload(repo, sender, special());
    this.#events.emit('webhook', { repo, event, payload });
    this.#hooks.send(repo, event, payload);
  }

  /** What is special to an event, with what every event's payload has. */
  payload(
    repo: string,
    sender: string,
    special: Record<string, unknown>,
  ): Record<string, unknown> {
    return {
      ...special,
      repository: this.#views.repository(repo),
      ...this.#views.organizationOf(repo),
      sender: this.#views.user(sender),
    };
  }
}
