import { InputError } from '@backstage/errors';
import type { UnreadRepository } from '@plinth/plugin-environments-node';
import {
  parseRepositoryUrl,
  type RepositoryReference,
} from '@plinth/repository';

/** For people: `acme/infrastructure`. */
export function nameOf({
  owner,
  repo,
}: Pick<RepositoryReference, 'owner' | 'repo'>): string {
  return `${owner}/${repo}`;
}

/** Which repository could not be read, and why. */
export function unreadInWords({
  repository,
  error,
}: UnreadRepository<RepositoryReference>): string {
  return `${nameOf(repository)} could not be read: ${error.message}`;
}

/** Several, for a sentence. */
export function namesOf(repositories: readonly RepositoryReference[]): string {
  return repositories.map(nameOf).join(' and ');
}

/**
 * The repository that a request goes to: the only one configured, or the configured one that `repoUrl` names. A
 * repository that is not configured is refused, since the portal's credentials might reach it.
 *
 * @param repoUrl - an address, or the scaffolder's form `host?owner=…&repo=…`
 */
export function selectRepository(
  repositories: readonly RepositoryReference[],
  repoUrl?: string,
): RepositoryReference {
  if (repositories.length === 0) {
    throw new InputError(
      'No infrastructure repository is configured; set environments.repositories[0].url in app-config.yaml',
    );
  }
  if (!repoUrl) {
    if (repositories.length > 1) {
      throw new InputError(
        `repository: ${namesOf(repositories)} are infrastructure repositories; say which of them is meant`,
      );
    }
    return repositories[0];
  }
  const wanted = parseRepositoryUrl(repoUrl).fullName.toLowerCase();
  const found = repositories.find(
    repository => repository.fullName.toLowerCase() === wanted,
  );
  if (!found) {
    throw new InputError(
      `${JSON.stringify(repoUrl)} is not one of the configured infrastructure repositories: ${repositories.map(({ url }) => url).join(', ')}`,
    );
  }
  return found;
}
