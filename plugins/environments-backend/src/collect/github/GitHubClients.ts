import {
  DefaultGithubCredentialsProvider,
  GithubCredentialsProvider,
  ScmIntegrations,
} from '@backstage/integration';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { Octokit } from '@octokit/rest';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';

/** Makes Octokit clients with the credentials that `integrations.github` configures. */
export class GitHubClients {
  readonly #integrations: ScmIntegrations;
  readonly #credentials: GithubCredentialsProvider;

  static fromConfig(config: RootConfigService): GitHubClients {
    const integrations = ScmIntegrations.fromConfig(config);
    return new GitHubClients(
      integrations,
      DefaultGithubCredentialsProvider.fromIntegrations(integrations),
    );
  }

  private constructor(
    integrations: ScmIntegrations,
    credentials: GithubCredentialsProvider,
  ) {
    this.#integrations = integrations;
    this.#credentials = credentials;
  }

  /** A client for one repository, with a token that is valid now. */
  async forRepository(repository: RepositoryConfig): Promise<Octokit> {
    const integration = this.#integrations.github.byHost(repository.host);
    if (!integration) {
      throw new NotFoundError(
        `No GitHub integration for ${repository.host}; add it to integrations.github`,
      );
    }
    const { token } = await this.#credentials.getCredentials({
      url: repository.url,
    });
    return new Octokit({
      baseUrl: integration.config.apiBaseUrl,
      auth: token,
      userAgent: 'plinth-environments',
      request: { timeout: 30_000 },
    });
  }
}
