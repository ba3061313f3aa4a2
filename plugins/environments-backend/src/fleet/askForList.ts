import { askRepositories } from '@plinth/plugin-environments-node';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/**
 * Asks all repositories for a list of what they say together. Fails only where none of them can be read.
 *
 * @param question - about one repository
 * @returns what was answered, and what the list tells of those that could not be read: nothing where there are none
 */
export async function askForList<T>(
  repositories: readonly RepositoryConfig[],
  question: (repository: RepositoryConfig) => Promise<T>,
) {
  const { answers, unread } = await askRepositories(repositories, question);
  if (answers.length === 0 && unread[0]) {
    throw unread[0].error;
  }
  return {
    answers,
    told:
      unread.length > 0
        ? {
            unread: unread.map(({ repository, error }) => ({
              repository: repository.fullName,
              reason: error.message,
            })),
          }
        : {},
  };
}
