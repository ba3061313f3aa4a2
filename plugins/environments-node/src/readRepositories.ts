import type { Config } from '@backstage/config';
import {
  parseRepositoryUrl,
  type RepositoryReference,
} from '@plinth/repository';

/** A repository of the configuration, and whose tokens prove a run of it. */
export interface ConfiguredRepository extends RepositoryReference {
  readonly oidc: {
    /** URL of the tokens' issuer. */
    readonly issuer: string;
    readonly audience: string;
  };
}

/**
 * Reads `environments.repositories`, with defaults.
 *
 * @throws InputError for an address that names no repository
 */
export function readRepositories(config: Config): ConfiguredRepository[] {
  const items =
    config.getOptionalConfigArray('environments.repositories') ?? [];
  return items.map((item, index) => ({
    ...parseRepositoryUrl(
      item.getString('url'),
      `environments.repositories[${index}].url: `,
    ),
    branch: item.getOptionalString('branch') ?? 'main',
    oidc: {
      issuer:
        item.getOptionalString('oidc.issuer') ??
        'https://token.actions.githubusercontent.com',
      audience: item.getOptionalString('oidc.audience') ?? 'plinth',
    },
  }));
}
