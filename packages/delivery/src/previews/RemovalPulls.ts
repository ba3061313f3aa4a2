import { parseRepositoryUrl, REQUEST_BRANCH_PREFIX } from '@plinth/repository';
import {
  InfrastructureRepository,
  ObjectCache,
  PullRequestOnce,
  type Change,
  type RequestPull,
} from '@plinth/repository/github';
import { DeliveryError, messageOf } from '../errors';
import { runClient } from '../github/runClient';
import type { RunContext } from '../github/RunContext';

/** A pull request that removes the folders of a preview. */
export interface RemovalPull {
  readonly number: number;
  readonly url: string;
  /** `closed`: people closed it without merging it, and it is not opened again. */
  readonly state: 'opened' | 'open' | 'closed';
}

/** What a removal is made of. */
export interface Removal {
  /** Name of the environment or tenant. */
  readonly name: string;
  /** Every file to remove. */
  readonly files: readonly string[];
  /** The commit of the protected branch that the files are listed from. */
  readonly commit: string;
  /** When the folders changed last: what was decided about a pull request before that does not count any more. */
  readonly changedAt: Date | undefined;
  readonly title: string;
  readonly body: string;
}

/** The protected branch, and pull requests to it that remove folders. */
export interface Removals {
  /** Name of the repository's default branch. */
  branch(): Promise<string>;
  /** The newest commit of the default branch. */
  tip(): Promise<string>;
  /** The one pull request that removes the preview's folders; opened if there is none. */
  ensure(removal: Removal): Promise<RemovalPull>;
}

/** The real one, over REST with the run's token. Nothing is pushed from the checkout: it holds no credentials. */
export class GitHubRemovals implements Removals {
  readonly #context: RunContext;
  #repository: Promise<InfrastructureRepository> | undefined;

  static create(options: { context: RunContext }): GitHubRemovals {
    return new GitHubRemovals(options.context);
  }

  private constructor(context: RunContext) {
    this.#context = context;
  }

  async branch(): Promise<string> {
    return (await this.#open()).reference.branch;
  }

  async tip(): Promise<string> {
    const repository = await this.#open();
    const { branch } = repository.reference;
    const tip = await repository.branch(branch);
    if (!tip) {
      throw new DeliveryError(`The branch ${branch} is gone.`, 'history');
    }
    return tip.commit;
  }

  async ensure(removal: Removal): Promise<RemovalPull> {
    const branch = removalBranch(removal.name);
    try {
      const repository = await this.#open();
      const once = new PullRequestOnce({ repository, branch });
      const change: Change = {
        base: repository.at(removal.commit),
        files: new Map(removal.files.map(path => [path, null])),
        message: removal.title,
      };
      const pull = await once.ensure({
        title: removal.title,
        body: removal.body,
        content: removal.commit,
        recognize: async pulls => recognize(pulls, removal),
        // What an earlier preview of this name left behind
        isHeldBy: async () => false,
        change: async () => change,
      });
      const { number, url, isNew } = pull;
      if (isNew) {
        return { number, url, state: 'opened' };
      }
      if (pull.state === 'closed') {
        return { number, url, state: 'closed' };
      }
      const { committedAt } = await repository.at(pull.headCommit).head();
      if (isBefore(new Date(committedAt), removal)) {
        // It would conflict with the folder as it is now, and was reviewed with another content
        await once.replace(change);
      }
      return { number, url, state: 'open' };
    } catch (error) {
      throw new DeliveryError(
        `No pull request could be opened from ${branch}: ${messageOf(error)}. The workflow needs permissions contents: write and pull-requests: write, and a repository that lets GitHub Actions create pull requests, or the secret PLINTH_TOKEN; the next run tries again`,
        'access',
      );
    }
  }

  #open(): Promise<InfrastructureRepository> {
    this.#repository ??= openRepository(this.#context);
    return this.#repository;
  }
}

/** The open one; or one that people closed after the folder changed last, which is their decision. */
function recognize(
  pulls: readonly RequestPull[],
  removal: Removal,
): RequestPull | undefined {
  return (
    pulls.find(({ state }) => state === 'open') ??
    pulls.find(
      ({ state, closedAt }) =>
        state === 'closed' && closedAt && !isBefore(closedAt, removal),
    )
  );
}

async function openRepository(
  context: RunContext,
): Promise<InfrastructureRepository> {
  const { owner, repo, runUrl } = context;
  const octokit = runClient(context);
  const { data } = await octokit.repos.get({ owner, repo });
  return new InfrastructureRepository({
    reference: {
      ...parseRepositoryUrl(`${new URL(runUrl).origin}/${owner}/${repo}`),
      branch: data.default_branch,
    },
    octokit,
    cache: new ObjectCache(),
  });
}

/** Whether something happened before the folders changed last. */
function isBefore(time: Date, { changedAt }: Removal): boolean {
  return changedAt !== undefined && time < changedAt;
}

/** The branch of the pull request that removes a preview's folder. */
function removalBranch(name: string): string {
  return `${REQUEST_BRANCH_PREFIX}ended-${name}`;
}
