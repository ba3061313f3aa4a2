import type { Need } from '../accounts/needs';
import { GitHubError } from '../GitHubError';
import type { Answer } from '../http/Answer';
import type { Call } from './Call';

/** What answers a call. */
export type Handler = (call: Call) => Answer | Promise<Answer>;

/** A path with its method, who may call it, and what answers. */
export interface Route {
  readonly method: string;
  /** As it was added: `/repos/:owner/:repo`. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /**
   * An access to the repository or organisation in the path; `user`: a person; `app`: an app by its JSON Web Token;
   * `anyone`: nobody in particular.
   */
  readonly need: Need | 'user' | 'app' | 'anyone';
  readonly handler: Handler;
}

/** Finds the route for a call. Where two match, the one that was added first answers. */
export class RestRouter {
  readonly #routes: Route[] = [];

  /** Adds a route. In the path `:name` is one part, `*name` any number of them. */
  route(
    method: string,
    path: string,
    need: Route['need'],
    handler: Handler,
  ): void {
    const names: string[] = [];
    const expression = path
      .split('/')
      .map(part => {
        const [kind, name] = [part[0], part.slice(1)];
        if (kind === ':' || kind === '*') {
          names.push(name);
          return kind === ':' ? '([^/]+)' : '(.+?)';
        }
        return part.replace(/[.]/g, '\\.');
      })
      .join('/');
    this.#routes.push({
      method,
      path,
      pattern: new RegExp(`^${expression}$`),
      names,
      need,
      handler,
    });
  }

  /** The route for a path, and what its names stand for. Throws 501 for what the sandbox has not. */
  find(
    method: string,
    path: string,
  ): { route: Route; params: Record<string, string> } {
    const route = this.#routes.find(
      each => each.method === method && each.pattern.test(path),
    );
    if (!route) {
      throw new GitHubError(
        501,
        `Not Implemented: the GitHub sandbox has no ${method} ${path.slice(0, 200)}`,
      );
    }
    const values = route.pattern.exec(path)?.slice(1) ?? [];
    const params = Object.fromEntries(
      route.names.map((name, index) => [name, decode(values[index])]),
    );
    return { route, params };
  }
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw GitHubError.notFound();
  }
}
