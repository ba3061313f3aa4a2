import type { UnreadRepository } from '@plinth/plugin-environments-node';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/** Repositories that could not be read, as lists tell of them; nothing where there are none. */
export function toldUnread(
  unread: ReadonlyArray<UnreadRepository<RepositoryConfig>>,
): { unread?: Array<{ repository: string; reason: string }> } {
  return unread.length > 0
    ? {
        unread: unread.map(({ repository, error }) => ({
          repository: repository.fullName,
          reason: error.message,
        })),
      }
    : {};
}
