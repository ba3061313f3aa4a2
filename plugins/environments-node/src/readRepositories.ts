import type { Config } from '@backstage/config';
import {
  parseRepositoryUrl,
  type RepositoryReference,
} from '@plinth/repository';

/**
 * Reads `environments.repositories`.
 *
 * @throws InputError for an address that names no repository
 */
export function readRepositories(config: Config): RepositoryReference[] {
  const items =
    config.getOptionalConfigArray('environments.repositories') ?? [];
  return items.map((item, index) => ({
    ...parseRepositoryUrl(
      item.getString('url'),
      `environments.repositories[${index}].url: `,
    ),
    branch: item.getOptionalString('branch') ?? 'main',
  }));
}
