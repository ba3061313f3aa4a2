import type { Octokit, RestEndpointMethodTypes } from '@octokit/rest';
import { NotFoundError } from '@backstage/errors';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import { REQUEST_BRANCH_PREFIX } from '@plinth/repository';
import { parseRequestMarker, type RequestMarker } from '@plinth/repository';
import { GithubClients } from './GithubClients';
import { ObjectCache } from './ObjectCache';
import type { RepositoryReference } from '@plinth/plugin-environments-node';
import { Snapshot } from './Snapshot';

type ListedPull =
  RestEndpointMethodTypes['pulls']['list']['response']['data'][number];

/** A pull request that a request made. */
export interface RequestPull {
  readonly number: number;
  readonly url: string;
  /** Login that opened it: the portal's own. */
  readonly author: string;
  readonly branch: string;
  readonly headCommit: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly labels: readonly string[];
  /** Undefined when its description no longer ends in a marker. */
  readonly marker: RequestMarker | undefined;
}

/** What requests read of an infrastructure repository. */
export class InfrastructureRepository {
  readonly reference: RepositoryReference;
  readonly octokit: Octokit;
  readonly #cache: ObjectCache;

  constructor(
    reference: RepositoryReference,
    octokit: Octokit,
    cache: ObjectCache,
  ) {
    this.reference = reference;
    this.octokit = octokit;
    this.#cache = cache;
  }

  /**
   * The protected branch as it is now.
   *
   * @throws NotFoundError if the repository or the branch does not exist, or may not be read
   */
  async main(): Promise<Snapshot> {
    const { branch, url } = this.reference;
    const snapshot = await this.branch(branch);
    if (!snapshot) {
      throw new NotFoundError(
        `${url} has no branch ${branch}, or the portal may not read it; look at environments.repositories and integrations.github`,
      );
    }
    return snapshot;
  }

  /** A branch as it is now, or undefined if there is none. */
  async branch(name: string): Promise<Snapshot | undefined> {
    return Snapshot.ofBranch(this.octokit, this.reference, name, this.#cache);
  }

  /** The files at a commit. */
  at(commit: string): Snapshot {
    return new Snapshot(this.octokit, this.reference, commit, this.#cache);
  }

  /** The open pull requests of requests, oldest first. */
  async openRequests(): Promise<RequestPull[]> {
    const { owner, repo, branch } = this.reference;
    const pulls = await this.octokit.paginate(this.octokit.pulls.list, {
      owner,
      repo,
      state: 'open',
      base: branch,
      sort: 'created',
      direction: 'asc',
      per_page: 100,
    });
    return pulls
      .filter(pull => pull.head.ref.startsWith(REQUEST_BRANCH_PREFIX))
      .filter(pull => this.#isOwn(pull))
      .map(toRequestPull);
  }

  /** All pull requests ever made from a branch of this repository, newest first. */
  async pullsOf(branch: string): Promise<RequestPull[]> {
    const { owner, repo } = this.reference;
    const { data } = await this.octokit.pulls.list({
      owner,
      repo,
      head: `${owner}:${branch}`,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 100,
    });
    return data
      .filter(pull => pull.head.ref === branch && this.#isOwn(pull))
      .map(toRequestPull);
  }

  /** False for pull requests from forks: a branch there may carry any name. */
  #isOwn(pull: ListedPull): boolean {
    const { owner, repo } = this.reference;
    return (
      pull.head.repo?.full_name.toLowerCase() ===
      `${owner}/${repo}`.toLowerCase()
    );
  }
}

/** Opens infrastructure repositories; what was read of them is kept between requests. */
export class InfrastructureRepositories {
  readonly #clients: GithubClients;
  readonly #cache = new ObjectCache();

  constructor(integrations: ScmIntegrationRegistry) {
    this.#clients = new GithubClients(integrations);
  }

  /** Connects to a repository with fresh credentials. */
  async open(
    reference: RepositoryReference,
  ): Promise<InfrastructureRepository> {
    const octokit = await this.#clients.forRepository(reference);
    return new InfrastructureRepository(reference, octokit, this.#cache);
  }
}

function toRequestPull(pull: ListedPull): RequestPull {
  const ended = pull.merged_at ? 'merged' : 'closed';
  return {
    number: pull.number,
    url: pull.html_url,
    author: pull.user?.login ?? '',
    branch: pull.head.ref,
    headCommit: pull.head.sha,
    state: pull.state === 'open' ? 'open' : ended,
    labels: pull.labels.map(({ name }) => name),
    marker: parseRequestMarker(pull.body),
  };
}
