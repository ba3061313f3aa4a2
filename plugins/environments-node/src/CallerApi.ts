import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import type { EnvironmentsApi } from '@plinth/plugin-environments-common';

/**
 * The HTTP API of the environments plugin, asked as whoever calls an action: what an agent or a request may read is what its
 * person may read, by the same routes and permissions as in the browser.
 */
export class CallerApi {
  readonly #auth: AuthService;
  readonly #api: EnvironmentsApi;

  constructor(options: { auth: AuthService; api: EnvironmentsApi }) {
    this.#auth = options.auth;
    this.#api = options.api;
  }

  /** Asks the API as the caller; throws its refusal in the words of the API. */
  async ask<T>(
    credentials: BackstageCredentials,
    question: (api: EnvironmentsApi, as: { token: string }) => Promise<T>,
  ): Promise<T> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: credentials,
      targetPluginId: 'environments',
    });
    return question(this.#api, { token }).catch(error => {
      throw refusalOf(error);
    });
  }
}

/** What the API said, where an error only tells that it refused. */
export function refusalOf(error: Error): Error {
  return error instanceof ResponseError ? error.cause : error;
}
