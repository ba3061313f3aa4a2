import type { Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { RepositoryReference } from '@plinth/repository';
import {
  InfrastructureRepository,
  ObjectCache,
} from '@plinth/repository/github';
import { GithubClients, type GithubCall } from './GithubClients';

/** Opens infrastructure repositories; what was read of them is kept between readings. */
export class InfrastructureRepositories {
  readonly #clients: GithubClients;
  readonly #cache = new ObjectCache();

  /** Finds credentials in `integrations.github`. */
  static fromConfig(
    config: Config,
    options: {
      /** Told of every request; @default - nobody is */
      onCall?: (call: GithubCall) => void;
    } = {},
  ): InfrastructureRepositories {
    return new InfrastructureRepositories(
      new GithubClients(ScmIntegrations.fromConfig(config), options),
    );
  }

  private constructor(clients: GithubClients) {
    this.#clients = clients;
  }

  /** Connects to a repository with fresh credentials. */
  async open(
    reference: RepositoryReference,
  ): Promise<InfrastructureRepository> {
    return new InfrastructureRepository({
      reference,
      octokit: await this.#clients.forRepository(reference),
      cache: this.#cache,
    });
  }
}
