import type { UnitIdentity } from '@plinth/plugin-environments-common';
import type { RepositoryReference } from '@plinth/repository';

/**
 * The configured repository that a unit lives in: the one that its entity names, or the only one; undefined when the entity
 * names one that is not configured, or none of several.
 */
export function repositoryOf<T extends RepositoryReference>(
  { repository }: Pick<UnitIdentity, 'repository'>,
  configured: readonly T[],
): T | undefined {
  if (repository) {
    return configured.find(({ fullName }) => fullName === repository);
  }
  return configured.length === 1 ? configured[0] : undefined;
}
