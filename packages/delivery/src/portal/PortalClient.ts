import type { OidcTokens } from '../github/OidcTokens';
import type { Plan } from '../plan/model';

/** What one run did to one stack, in the words of the portal's contract. */
export interface DeployedStackReport {
  readonly unit: string;
  readonly entityRef: string;
  readonly stackName: string;
  readonly stackId?: string;
  readonly account: string;
  readonly region: string;
  readonly outcome:
    'running' | 'succeeded' | 'failed' | 'rolledBack' | 'unchanged';
  readonly reason?: string;
  readonly changeSetName?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

/** What one run deployed; a later report with the same id replaces it. Times are ISO 8601. */
export interface DeploymentReport {
  readonly id: string;
  readonly commit: string;
  readonly pullRequest?: number;
  readonly planHash?: string;
  readonly runId: string;
  readonly runUrl?: string;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'rolledBack';
  readonly reason?: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly stacks: readonly DeployedStackReport[];
}

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
  async reportPlan(plan: Plan, commentUrl: string | undefined): Promise<void> {
    const {
      pullRequest,
      headCommit,
      baseCommit,
      hash,
      outcome,
      stacks,
      findings,
    } = plan;
    await this.#post('/plans', {
      pullRequest,
      headCommit,
      baseCommit,
      hash,
      outcome,
      stacks,
      findings,
      commentUrl,
    });
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
