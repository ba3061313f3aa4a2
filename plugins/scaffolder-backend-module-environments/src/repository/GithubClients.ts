import { ServiceUnavailableError } from '@backstage/errors';
import {
  DefaultGithubCredentialsProvider,
  type GithubCredentialsProvider,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import { Octokit } from '@octokit/rest';
import type { RepositoryReference } from '@plinth/plugin-environments-node';

/** Makes GitHub clients with the credentials that `integrations.github` holds for a repository. */
export class GithubClients {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #credentials: GithubCredentialsProvider;

  constructor(integrations: ScmIntegrationRegistry) {
    this.#integrations = integrations;
    this.#credentials =
      DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  }

  /**
   * A client for one repository. Its token may expire within the hour, so it is made for each piece of work.
   *
   * @throws Error if no integration is configured for the host
   */
  async forRepository(repository: RepositoryReference): Promise<Octokit> {
    const integration = this.#integrations.github.byHost(repository.host);
    if (!integration) {
      throw new Error(
        `No GitHub integration is configured for ${repository.host}; add it to integrations.github in app-config.yaml`,
      );
    }
    const { token } = await this.#credentials.getCredentials({
      url: repository.url,
    });
    const octokit = new Octokit({
      auth: token,
      baseUrl: integration.config.apiBaseUrl,
      userAgent: 'plinth',
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    octokit.hook.error('request', error => {
      const status = 'status' in error ? error.status : 500;
      if (status >= 500) {
        throw new ServiceUnavailableError(
          `GitHub at ${repository.host} does not answer as it should; nothing is lost, run the task again later`,
          error,
        );
      }
      throw error;
    });
    return octokit;
  }
}
