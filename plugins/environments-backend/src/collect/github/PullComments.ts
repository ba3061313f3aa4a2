import type { RepositoryReference } from '@plinth/repository';
import type { InfrastructureRepository } from '@plinth/repository/github';

/** A pull request, by its address. */
export interface PullAddress {
  readonly repository: RepositoryReference;
  readonly number: number;
}

/**
 * Where an address of a pull request leads; undefined if it is none.
 *
 * @param url - `https://host/owner/repo/pull/87`
 */
export function parsePullUrl(url: string): PullAddress | undefined {
  const parsed = URL.parse(url);
  const [, owner, repo, number] =
    /^\/([\w.-]+)\/([\w.-]+)\/pull\/([1-9]\d{0,9})$/.exec(
      parsed?.pathname ?? '',
    ) ?? [];
  if (!parsed || number === undefined) {
    return undefined;
  }
  const { host, origin } = parsed;
  return {
    repository: {
      url: `${origin}/${owner}/${repo}`,
      fullName: `${host}/${owner}/${repo}`,
      host,
      owner,
      repo,
      branch: 'main',
    },
    number: Number(number),
  };
}

/** Comments of the portal on pull requests of any repository that its GitHub App is installed in. */
export class PullComments {
  readonly #open: (
    repository: RepositoryReference,
  ) => Promise<InfrastructureRepository>;

  constructor(options: {
    /** Opens a repository with the portal's credentials. */
    open: (
      repository: RepositoryReference,
    ) => Promise<InfrastructureRepository>;
  }) {
    this.#open = options.open;
  }

  /** The texts of what the portal itself has written; what others write in its words is not its own. */
  async own({ repository, number }: PullAddress): Promise<string[]> {
    const opened = await this.#open(repository);
    const { login } = await opened.account();
    const { owner, repo } = repository;
    const found = await opened.octokit.paginate(
      opened.octokit.issues.listComments,
      { owner, repo, issue_number: number, per_page: 100 },
    );
    return found
      .filter(({ user }) => user?.login === login)
      .map(({ body = '' }) => body);
  }

  async add({ repository, number }: PullAddress, body: string): Promise<void> {
    const { octokit } = await this.#open(repository);
    const { owner, repo } = repository;
    await octokit.issues.createComment({
      owner,
      repo,
      issue_number: number,
      body,
    });
  }
}
