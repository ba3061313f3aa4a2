import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { Octokit } from '@octokit/rest';
import type { RepositoryReference } from '@plinth/repository';
import {
  createGithubClient,
  statusOf,
  understandable,
} from '@plinth/repository/github';

/** A request to GitHub that ended. */
export interface GithubCall {
  readonly host: string;
  /** Of the answer, a refusal's too; undefined if there was none. */
  readonly status: number | undefined;
  /** How many requests GitHub still takes within the hour, if it said so. */
  readonly remaining: number | undefined;
}

/** Makes GitHub clients with the credentials that `integrations.github` holds for a repository. */
export class GithubClients {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: GithubCredentialsProvider;
  readonly #onCall: (call: GithubCall) => void;

  constructor(
    integrations: ScmIntegrationRegistry,
    options: {
      /** @default - nobody is told */
      onCall?: (call: GithubCall) => void;
    } = {},
  ) {
    this.#integrations = integrations;
    this.#onCall = options.onCall ?? (() => {});
    this.#credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  }

  /**
   * A client for one repository. Its token may expire within the hour, so it is made for each piece of work.
   *
   * @throws NotFoundError if no integration is configured for the host
   */
  async forRepository(repository: RepositoryReference): Promise<Octokit> {
    return this.#client(repository.host, repository.url);
  }

  /**
   * A client for an organisation, likewise.
   *
   * @throws NotFoundError if no integration is configured for the host
   */
  async forOrganization(host: string, organization: string): Promise<Octokit> {
    return this.#client(host, `https://${host}/${organization}`);
  }

  async #client(host: string, url: string): Promise<Octokit> {
    const integration = this.#integrations.github.byHost(host);
    if (!integration) {
      throw new NotFoundError(
        `No GitHub integration is configured for ${host}; add it to integrations.github in app-config.yaml`,
      );
    }
    const token = await this.#token(url).catch(error => {
      throw withoutToken(error, host);
    });
    return createGithubClient({
      apiUrl: integration.config.apiBaseUrl,
      token,
      host,
      onAnswer: (status, headers) => {
        const remaining = headers?.get('x-ratelimit-remaining');
        this.#onCall({
          host,
          status,
          remaining: remaining ? Number(remaining) : undefined,
        });
      },
    });
  }

  /** A token; asked for again at once where GitHub, or the way there, failed: one that nobody uses does no harm. */
  async #token(url: string): Promise<string | undefined> {
    const ask = () => this.#credentials.getCredentials({ url });
    const { token } = await ask().catch(error => {
      if ((statusOf(error) ?? 0) < 500) {
        throw error;
      }
      return ask();
    });
    return token;
  }
}

/** Why GitHub gives the portal's app no token, in words for whoever waits for its work. */
function withoutToken(error: unknown, host: string): unknown {
  const told = understandable(error, host);
  const status = statusOf(told);
  return status === undefined
    ? told
    : new ServiceUnavailableError(
        `GitHub at ${host} gives the portal's app no token (${status}): check its appId and privateKey in integrations.github, and where it is installed`,
      );
}
