import type {
  ApprovalRecord,
  DeploymentReport,
  PlanReport,
} from '@plinth/plugin-environments-common';
import { z } from 'zod';
import type { OidcTokens } from '../github/OidcTokens';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const account = z.object({ login: z.string(), id: z.number().optional() });

/** As the portal's OpenAPI document says; what decides about a deployment is not taken on trust. */
const approvalRecord: z.ZodType<ApprovalRecord> = z.object({
  pullRequest: z.number(),
  head: z.string(),
  plans: z.array(
    z.object({
      hash: sha256,
      outcome: z.enum(['passed', 'failed']),
      recordedAt: z.iso.datetime({ offset: true }),
      runId: z.string(),
      binding: z
        .object({
          unitHashes: z.record(z.string(), sha256),
          bindings: z.record(
            z.string(),
            z.record(z.string(), z.object({ content: sha256, change: sha256 })),
          ),
        })
        .optional(),
    }),
  ),
  requester: account.nullable(),
  rules: z.array(
    z.object({ path: z.string(), owners: z.array(account).nullable() }),
  ),
});

/** A report is worth a few seconds. */
const ATTEMPTS = 4;
/** Without the answer to a question nothing is deployed; a portal that restarts has two minutes. */
const PATIENT_ATTEMPTS = 12;
const LONGEST_MS = 15_000;

/** Reports to the portal what the pipeline does, and asks it, as the run: each request carries a fresh OIDC token. */
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
    await this.#ask('POST', '/plans', report);
  }

  /** Throws when the portal does not record it. */
  async reportDeployment(report: DeploymentReport): Promise<void> {
    await this.#ask('POST', '/deployments', report);
  }

  /** What an approval of a pull request depends on, reviews aside; throws when the portal does not say. */
  async approval(number: number, head: string): Promise<ApprovalRecord> {
    const answer = await this.#ask(
      'GET',
      `/pull-requests/${number}/approval?head=${head}`,
    );
    return approvalRecord.parse(answer);
  }

  async #ask(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<unknown> {
    const attempts = method === 'GET' ? PATIENT_ATTEMPTS : ATTEMPTS;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#try(method, path, body);
      if ('json' in answer) {
        return answer.json;
      }
      if (!answer.retry || attempt === attempts) {
        throw new Error(answer.message);
      }
      await new Promise(resolve =>
        setTimeout(resolve, Math.min(250 * 4 ** (attempt - 1), LONGEST_MS)),
      );
    }
  }

  async #try(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
  ): Promise<{ json: unknown } | { message: string; retry: boolean }> {
    const url = `${this.#base}${path}`;
    const token = await this.#tokens.token(this.#audience);
    let response: Response;
    try {
      response = await fetch(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof Error
          ? `: ${error.cause.message}`
          : '';
      return {
        message: `${method} ${url} was not answered${cause}`,
        retry: true,
      };
    }
    const text = await response.text();
    if (response.ok) {
      return { json: JSON.parse(text) as unknown };
    }
    return {
      message: `${method} ${url} answered ${response.status}: ${text.slice(0, 500)}`,
      retry: response.status >= 500 || response.status === 429,
    };
  }
}
