import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** An infrastructure repository as the configuration names it. */
export interface RepositoryReference {
  /** Address for people, without a trailing slash: `https://github.com/acme/infrastructure`. */
  readonly url: string;
  /** `host/owner/repo`. */
  readonly fullName: string;
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
  /** The protected branch. */
  readonly branch: string;
}

/** Reads `environments.repositories`. */
export function readRepositories(config: Config): RepositoryReference[] {
  const items =
    config.getOptionalConfigArray('environments.repositories') ?? [];
  return items.map(item => ({
    ...parseRepositoryUrl(item.getString('url')),
    branch: item.getOptionalString('branch') ?? 'main',
  }));
}

/**
 * The repository that a request goes to: the first one configured, or the configured one that `repoUrl` names. A
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

function parseRepositoryUrl(text: string): Omit<RepositoryReference, 'branch'> {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const [first, second] = url?.pathname.split('/').filter(Boolean) ?? [];
  const owner = url?.searchParams.get('owner') ?? first;
  const repo = url?.searchParams.get('repo') ?? second?.replace(/\.git$/, '');
  if (!url || !owner || !repo) {
    throw new InputError(
      `${JSON.stringify(text)} does not name a repository; write https://HOST/OWNER/REPO`,
    );
  }
  return {
    url: `${url.origin}/${owner}/${repo}`,
    fullName: `${url.host}/${owner}/${repo}`,
    host: url.host,
    owner,
    repo,
  };
}
