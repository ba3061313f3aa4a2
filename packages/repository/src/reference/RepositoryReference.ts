import { InputError } from '@backstage/errors';

/** A repository, as its address names it. */
export interface RepositoryAddress {
  /** Address for people, without a trailing slash: `https://github.com/acme/infrastructure`. */
  readonly url: string;
  /** `host/owner/repo`. */
  readonly fullName: string;
  readonly host: string;
  readonly owner: string;
  readonly repo: string;
}

/** An infrastructure repository as the configuration names it. */
export interface RepositoryReference extends RepositoryAddress {
  /** The protected branch, whose units are deployed and shown. */
  readonly branch: string;
}

/**
 * Reads the address of a repository, or the scaffolder's form `host?owner=…&repo=…`.
 *
 * @param where - for the message: where the address stands, for instance `environments.repositories[0].url: `
 * @throws InputError when it names no repository
 */
export function parseRepositoryUrl(
  text: string,
  where = '',
): RepositoryAddress {
  const url = URL.parse(text.includes('://') ? text : `https://${text}`);
  const [first, second, ...rest] =
    url?.pathname.split('/').filter(Boolean) ?? [];
  const owner = url?.searchParams.get('owner') ?? first;
  const repo = url?.searchParams.get('repo') ?? second?.replace(/\.git$/, '');
  if (!url || !owner || !repo || rest.length > 0) {
    throw new InputError(
      `${where}${JSON.stringify(text)} does not name a repository; write https://HOST/OWNER/REPO`,
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
