import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
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
 * @throws InputError for an address that names no repository, or one that is there already: requests are told apart by OWNER/REPO
 */
export function readRepositories(config: Config): ConfiguredRepository[] {
  const items =
    config.getOptionalConfigArray('environments.repositories') ?? [];
  const repositories = items.map((item, index) => ({
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
  repositories.forEach(({ owner, repo }, index) => {
    const name = (each: { owner: string; repo: string }) =>
      `${each.owner}/${each.repo}`.toLowerCase();
    const first = repositories.findIndex(
      each => name(each) === name({ owner, repo }),
    );
    if (first !== index) {
      throw new InputError(
        `environments.repositories[${index}].url: ${owner}/${repo} is named by environments.repositories[${first}].url already; the portal tells repositories apart by OWNER/REPO`,
      );
    }
  });
  return repositories;
}
