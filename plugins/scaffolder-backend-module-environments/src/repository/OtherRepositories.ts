import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  askRepositories,
  type InfrastructureRepositories,
} from '@plinth/plugin-environments-node';
import {
  findFolder,
  requestBranch,
  requestKey,
  type RepositoryReference,
} from '@plinth/repository';
import type { InfrastructureRepository } from '@plinth/repository/github';

/**
 * What other repositories than a request's have of a name: units of all repositories share the catalog and, where they share an
 * account, the names of stacks. A repository that cannot be read keeps nobody from asking in another: the catalog knows its units.
 */
export class OtherRepositories {
  readonly #repositories: InfrastructureRepositories;
  readonly #configured: readonly RepositoryReference[];

  constructor(options: {
    repositories: InfrastructureRepositories;
    configured: readonly RepositoryReference[];
  }) {
    this.#repositories = options.repositories;
    this.#configured = options.configured;
  }

  /** Who has a name in another repository, as the end of a sentence; undefined if nobody is known to. */
  async holderOf(
    name: string,
    context: { repository: InfrastructureRepository; logger: LoggerService },
  ): Promise<string | undefined> {
    const { fullName } = context.repository.reference;
    const others = this.#configured.filter(each => each.fullName !== fullName);
    const { answers, unread } = await askRepositories(
      others,
      async reference =>
        holderIn(await this.#repositories.open(reference), name),
      { waitsForOne: false },
    );
    for (const { repository, error } of unread) {
      context.logger.warn(
        `Whether ${repository.url} has a unit ${name} is known from the catalog alone: ${error.message}`,
      );
    }
    return answers.find(({ answer }) => answer)?.answer;
  }
}

async function holderIn(
  repository: InfrastructureRepository,
  name: string,
): Promise<string | undefined> {
  const { url, branch, fullName } = repository.reference;
  const asked = requestBranch(
    requestKey({ repository: fullName, intent: 'create', name }),
  );
  const [folder, pulls] = await Promise.all([
    repository.main().then(main => findFolder(main, name)),
    repository.openRequests(),
  ]);
  const pull = pulls.find(each => each.branch === asked);
  return folder
    ? `${folder} on ${branch} of ${url}`
    : pull && `pull request #${pull.number} of ${url}, ${pull.url}`;
}
