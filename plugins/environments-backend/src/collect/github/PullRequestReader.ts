import type { RestEndpointMethodTypes } from '@octokit/rest';
import {
  type Account,
  parseRequestMarker,
  unitPathsOf,
} from '@plinth/repository';
import {
  type InfrastructureRepository,
  isNotFound,
  type PullAddress,
  readReviews,
  type ReviewFacts,
} from '@plinth/repository/github';
import type { RepositoryConfig } from '../../config/EnvironmentsConfig';
import type { OwnerRule, PullContent, StoredPullRequest } from '../../store';
import { pathsOf } from './changedPaths';
import { answersOf } from './answersOf';
import { iso } from './GitHubReader';
import { OwnerRules } from './OwnerRules';

type Pull = RestEndpointMethodTypes['pulls']['get']['response']['data'];

/** A pull request with what its own routes add to the list. */
export interface PullRequestReading extends ReviewFacts {
  pull: Omit<StoredPullRequest, 'content' | 'evidence'>;
  content: PullContent;
  mergedAt?: string;
  /** Who opened it; undefined when the account is gone. */
  author?: Account;
  /** Whether the portal itself opened it. */
  openedByPortal: boolean;
  /** Who owns what it changes. */
  rules: OwnerRule[];
}

const PAGE = 100;

/** Reads single pull requests of one repository, each with all that an approval of it depends on, plans aside. */
export class PullRequestReader {
  readonly #opened: InfrastructureRepository;
  readonly #repository: RepositoryConfig;
  readonly #owners: OwnerRules;

  constructor(opened: InfrastructureRepository, repository: RepositoryConfig) {
    this.#opened = opened;
    this.#repository = repository;
    this.#owners = new OwnerRules(opened);
  }

  /** One pull request; undefined if there is none of that number into the branch. */
  async read(number: number): Promise<PullRequestReading | undefined> {
    const { octokit } = this.#opened;
    const { owner, repo, branch } = this.#repository;
    const target = { owner, repo, pull_number: number };
    const pull = await this.#find(target);
    if (pull?.base.ref !== branch) {
      return undefined;
    }
    const [own, files, reviews] = await Promise.all([
      this.#opened.account(),
      octokit.paginate(octokit.rest.pulls.listFiles, {
        ...target,
        per_page: PAGE,
      }),
      readReviews(octokit, target),
    ]);
    const paths = pathsOf(files);
    const openedByPortal = pull.user?.login === own.login;
    const marker = openedByPortal ? parseRequestMarker(pull.body) : undefined;
    // Anybody can write a marker: it says something only where the portal wrote it, and nobody over it.
    const request =
      marker && !(await this.#isEdited(number)) ? marker : undefined;
    return {
      ...reviews,
      pull: { ...this.#toStored(pull), request },
      content: {
        units: unitPathsOf(paths),
        answers: answersOf(files),
        files: pull.changed_files,
        mergedBy: pull.merged_by?.login,
      },
      mergedAt: pull.merged_at ? iso(pull.merged_at) : undefined,
      author: pull.user
        ? { login: pull.user.login, id: pull.user.id }
        : undefined,
      openedByPortal,
      rules: await this.#owners.of({
        base: pull.base.sha,
        paths,
        hasAllPaths: files.length >= pull.changed_files,
      }),
    };
  }

  /** Whether anybody has changed the description since it was opened. Only GraphQL tells. */
  async #isEdited(number: number): Promise<boolean> {
    const { owner, repo } = this.#repository;
    const { repository } = await this.#opened.octokit.graphql<{
      repository: { pullRequest: { lastEditedAt: string | null } };
    }>(
      `query ($owner: String!, $repo: String!, $number: Int!) {
        repository(owner: $owner, name: $repo) {
          pullRequest(number: $number) { lastEditedAt }
        }
      }`,
      { owner, repo, number },
    );
    return repository.pullRequest.lastEditedAt !== null;
  }

  #toStored(pull: Pull): PullRequestReading['pull'] {
    const { fullName, url } = this.#repository;
    const merged = Boolean(pull.merged_at);
    const ended = merged ? 'merged' : 'closed';
    return {
      repository: fullName,
      number: pull.number,
      title: pull.title,
      url: `${url}/pull/${pull.number}`,
      state: pull.state === 'open' ? 'open' : ended,
      author: pull.user?.login ?? 'unknown',
      headSha: pull.head.sha,
      // While it is open, this is GitHub's test merge.
      mergeCommit: merged ? (pull.merge_commit_sha ?? undefined) : undefined,
      createdAt: iso(pull.created_at),
      updatedAt: iso(pull.updated_at),
      closedAt: pull.closed_at ? iso(pull.closed_at) : undefined,
    };
  }

  async #find(target: PullAddress): Promise<Pull | undefined> {
    try {
      return (await this.#opened.octokit.rest.pulls.get(target)).data;
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }
}
