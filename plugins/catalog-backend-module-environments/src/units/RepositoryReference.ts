import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** An infrastructure repository as the configuration names it. */
export interface RepositoryReference {
  /** Address for people, without a trailing slash. */
  readonly url: string;
  /** `host/owner/repo`. */
  readonly fullName: string;
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
  /** The branch whose units are shown. */
  readonly branch: string;
}

/**
 * Reads `environments.repositories`.
 *
 * @throws InputError for an address that names no repository
 */
export function readRepositories(config: Config): RepositoryReference[] {
  const items =
    config.getOptionalConfigArray('environments.repositories') ?? [];
  return items.map(item => {
    const text = item.getString('url');
    const url = URL.parse(text);
    const [owner, name] = url?.pathname.split('/').filter(Boolean) ?? [];
    const repo = name?.replace(/\.git$/, '');
    if (!url || !owner || !repo) {
      throw new InputError(
        `environments.repositories: ${JSON.stringify(text)} does not name a repository; write https://HOST/OWNER/REPO`,
      );
    }
    return {
      url: `${url.origin}/${owner}/${repo}`,
      fullName: `${url.host}/${owner}/${repo}`,
      host: url.host,
      owner,
      repo,
      branch: item.getOptionalString('branch') ?? 'main',
    };
  });
}
