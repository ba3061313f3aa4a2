import type { GitHubSandbox } from '../../GitHubSandbox';
import { ApiDescription } from './ApiDescription';
import { ApiSchemas } from './ApiSchemas';
import { checkExchange } from './checkExchange';
import { EXCEPTIONS } from './exceptions';
import { WebhookSchemas } from './WebhookSchemas';

/** What GitHub published, read once in a process: it is large, and validators are kept with it. */
const published = once(() => {
  const description = ApiDescription.load();
  return {
    description,
    schemas: new ApiSchemas(description),
    webhooks: WebhookSchemas.load(),
  };
});

/**
 * Compares all that a sandbox GitHub exchanges with GitHub's own published descriptions: every call of the REST API
 * and its answer, and the payload of every webhook.
 */
export class ApiOracle {
  readonly #parts = published();
  readonly #found = new Set<string>();

  /** Listens to a GitHub from now on, beside any that it hears already. */
  watch(github: Pick<GitHubSandbox, 'events'>): void {
    github.events.on('exchange', exchange =>
      this.#add(checkExchange(exchange, this.#parts)),
    );
    github.events.on('webhook', event =>
      this.#add(this.#parts.webhooks.problems(event)),
    );
  }

  /** What was found so far, one line for each kind. */
  get differences(): string[] {
    return [...this.#found].sort();
  }

  /** Throws when something was found. */
  assertNothingFound(): void {
    if (this.#found.size > 0) {
      throw new Error(
        `The sandbox's GitHub differs from GitHub in ${this.#found.size} kinds:\n${this.differences.join('\n')}`,
      );
    }
  }

  #add(problems: readonly string[]): void {
    for (const problem of problems) {
      if (!EXCEPTIONS.some(({ pattern }) => pattern.test(problem))) {
        this.#found.add(problem);
      }
    }
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
