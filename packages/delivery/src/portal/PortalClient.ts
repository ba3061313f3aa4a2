import type {
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import type { OidcTokens } from '../github/OidcTokens';

/** Reports to the portal what the pipeline does, as the run: each request carries a fresh OIDC token. */
export class PortalClient {
  readonly #base: string;
  readonly #audience: string;
  readonly #tokens: OidcTokens;

  static create(options: {
    portalUrl: string;
    audience: string;
    tokens: OidcTokens;
  }): PortalClient {
    return new PortalClient(options);
  }

  private constructor(options: {
    portalUrl: string;
    audience: string;
    tokens: OidcTokens;
  }) {
    this.#base = `${options.portalUrl.replace(/\/+$/, '')}/api/environments/v1`;
    this.#audience = options.audience;
    this.#tokens = options.tokens;
  }

  /** Throws when the portal does not record it. */
  async reportPlan(report: PlanReport): Promise<void> {
    await this.#post('/plans', report);
  }

  /** Throws when the portal does not record it. */
  async reportDeployment(report: DeploymentReport): Promise<void> {
    await this.#post('/deployments', report);
  }

  async #post(path: string, body: unknown): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const failure = await this.#try(path, body);
      if (!failure) {
        return;
      }
      if (!failure.retry || attempt === 4) {
        throw new Error(failure.message);
      }
      await new Promise(resolve =>
        setTimeout(resolve, 250 * 4 ** (attempt - 1)),
      );
    }
  }

  async #try(
    path: string,
    body: unknown,
  ): Promise<{ message: string; retry: boolean } | undefined> {
    const url = `${this.#base}${path}`;
    const token = await this.#tokens.token(this.#audience);
    let response: Response;
    try {
      response = await fetch(url, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      });
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error
          ? `: ${error.cause.message}`
          : '';
      return { message: `POST ${url} was not answered${cause}`, retry: true };
    }
    if (response.ok) {
      return undefined;
    }
    const text = (await response.text()).slice(0, 500);
    return {
      message: `POST ${url} answered ${response.status}: ${text}`,
      retry: response.status >= 500 || response.status === 429,
    };
  }
}
