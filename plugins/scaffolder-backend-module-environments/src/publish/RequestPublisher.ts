import { ConflictError, ForwardedError, toError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import { unitPath, type Unit } from '@plinth/blueprints/schema';
import { codeOwners, CODEOWNERS_PATHS } from '../request/codeOwners';
import { requestBranch, requestKey } from '@plinth/repository';
import type { RequestMarker } from '@plinth/repository';
import type {
  InfrastructureRepository,
  RequestPull,
} from '@plinth/repository/github';
import { isNotFound, statusOf } from '@plinth/repository/github';
import type { UnitFile } from '@plinth/repository';
import { formatCommitMessage, parseCommitOrigin } from '@plinth/repository';
import { contentDigest, isSameContent } from '@plinth/repository';
import { noReplyDomain, type Requester } from './Requester';

/** How long the branch of another task is left alone while that task may still be about to open its pull request. */
const OPENING_MILLISECONDS = 2 * 60 * 1000;

/** What is published. */
export interface PublishedRequest {
  readonly unit: Unit;
  readonly files: readonly UnitFile[];
  readonly requester: Requester;
  readonly title: string;
  readonly body: string;
  readonly marker: RequestMarker;
  readonly labels: readonly string[];
}

/** A pull request as the action's outputs tell of it. */
export interface PublishedPull {
  readonly number: number;
  readonly url: string;
  readonly headCommit: string;
}

/**
 * Turns a request into one pull request, however often it runs.
 *
 * The branch's name follows from the request, and Git lets only one creator of a branch win; GitHub in turn allows one
 * open pull request per branch. So at every moment the repository itself says how far the request has come, and each
 * step first looks there. Checkpoints only spare a recovered task steps that it knows to be done: losing them, or the
 * process between an effect and its checkpoint, changes nothing.
 *
 * Order: commit (invisible until named), branch, pull request, reviewers, labels. Labels come last, so that a pull
 * request that has them is complete.
 */
export class RequestPublisher {
  readonly #repository: InfrastructureRepository;
  readonly #checkpoint: ActionContext<{}>['checkpoint'];
  readonly #logger: LoggerService;
  readonly #committer: { name: string; email: string };

  constructor(options: {
    repository: InfrastructureRepository;
    checkpoint: ActionContext<{}>['checkpoint'];
    logger: LoggerService;
    /** @default - Plinth, at the repository's host */
    committer?: { name: string; email: string };
  }) {
    this.#repository = options.repository;
    this.#checkpoint = options.checkpoint;
    this.#logger = options.logger;
    this.#committer = options.committer ?? {
      name: 'Plinth',
      email: `plinth@${noReplyDomain(options.repository.reference.host)}`,
    };
  }

  /**
   * The request's pull request: the one it has already, completed if it was left half done, or a new one.
   *
   * @param validate - called before anything is written; what it throws ends the request without a trace
   * @throws ConflictError if an open pull request asks for the same name with other content, or for someone else
   */
  async publish(
    request: PublishedRequest,
    validate: () => Promise<void>,
  ): Promise<PublishedPull> {
    const branch = this.#branch(request);
    const pulls = await this.#repository.pullsOf(branch);
    const open = pulls.find(({ state }) => state === 'open');
    if (open) {
      await this.#refuseOther(open, request);
      return this.#complete(open, request);
    }
    // Recovered so late that people have merged meanwhile
    const merged = pulls.find(
      ({ state, marker }) =>
        state === 'merged' && marker?.task === request.marker.task,
    );
    if (merged) {
      return toPublished(merged);
    }
    await validate();
    // A pull request that people closed does not count as this one, even if a checkpoint remembers it
    const key = `${branch}.${contentDigest(request.files)}.${pulls.length}`;
    const commit = await this.#checkpoint({
      key: `commit.${key}`,
      fn: () => this.#commit(request),
    });
    const headCommit = await this.#checkpoint({
      key: `branch.${key}.${commit}`,
      fn: () => this.#pushBranch(request, commit),
    });
    const pull = await this.#checkpoint({
      key: `pull-request.${key}.${headCommit}`,
      fn: () => this.#openPull(request, headCommit),
    });
    await this.#finish(pull.number, pull.author, request);
    return { number: pull.number, url: pull.url, headCommit };
  }

  async #refuseOther(
    pull: RequestPull,
    request: PublishedRequest,
  ): Promise<void> {
    const { name } = request.unit;
    if (pull.marker?.requester !== request.marker.requester) {
      throw new ConflictError(
        `${name} is already asked for by ${pull.marker?.requester ?? 'someone else'} in pull request #${pull.number}, ${pull.url}`,
      );
    }
    if (!(await this.#holds(pull, request))) {
      throw new ConflictError(
        `You already asked for ${name} with other values in pull request #${pull.number}, ${pull.url}; change that one, or close it and ask again`,
      );
    }
  }

  /** True if the pull request was made from this content, even if reviewers have changed it since. */
  async #holds(pull: RequestPull, request: PublishedRequest): Promise<boolean> {
    const head = this.#repository.at(pull.headCommit);
    const listing = await head.files(unitPath(request.unit));
    if (isSameContent(listing, request.files)) {
      return true;
    }
    const { owner, repo } = this.#repository.reference;
    const { data } = await this.#repository.octokit.pulls.listCommits({
      owner,
      repo,
      pull_number: pull.number,
      per_page: 100,
    });
    const content = contentDigest(request.files);
    return data.some(
      ({ commit }) => parseCommitOrigin(commit.message)?.content === content,
    );
  }

  async #complete(
    pull: RequestPull,
    request: PublishedRequest,
  ): Promise<PublishedPull> {
    if (request.labels.some(label => !pull.labels.includes(label))) {
      await this.#finish(pull.number, pull.author, request);
    }
    return toPublished(pull);
  }

  async #commit(request: PublishedRequest): Promise<string> {
    const { octokit, reference } = this.#repository;
    const { owner, repo } = reference;
    const main = await this.#repository.main();
    const { data: tree } = await octokit.git.createTree({
      owner,
      repo,
      base_tree: (await main.head()).tree,
      tree: request.files.map(({ path, content }) => ({
        path,
        content,
        mode: '100644',
        type: 'blob',
      })),
    });
    const date = new Date().toISOString();
    const { name, email } = request.requester;
    const { data: commit } = await octokit.git.createCommit({
      owner,
      repo,
      message: formatCommitMessage(request.unit, {
        requester: request.requester.ref,
        content: contentDigest(request.files),
        task: request.marker.task,
      }),
      tree: tree.sha,
      parents: [main.commit],
      author: { name, email, date },
      committer: { ...this.#committer, date },
    });
    return commit.sha;
  }

  /** Makes the branch, and returns the commit that it names: this one, or an earlier one with the same content. */
  async #pushBranch(
    request: PublishedRequest,
    commit: string,
  ): Promise<string> {
    const { octokit, reference } = this.#repository;
    const { owner, repo } = reference;
    const branch = this.#branch(request);
    try {
      await octokit.git.createRef({
        owner,
        repo,
        ref: `refs/heads/${branch}`,
        sha: commit,
      });
      return commit;
    } catch (error) {
      const there =
        statusOf(error) === 422
          ? await this.#repository.branch(branch)
          : undefined;
      if (!there) {
        throw error;
      }
      const head = await there.head();
      const origin = parseCommitOrigin(head.message);
      const listing = await there.files(unitPath(request.unit));
      if (
        origin?.requester === request.requester.ref &&
        isSameContent(listing, request.files)
      ) {
        return there.commit;
      }
      const busy =
        origin?.task !== request.marker.task &&
        Date.now() - head.committedAt < OPENING_MILLISECONDS;
      if (busy) {
        throw new ConflictError(
          `Another request for ${request.unit.name} is being opened at this moment; look for its pull request, or try again in two minutes`,
        );
      }
      // No pull request is open on it: what an abandoned or closed request left behind
      await octokit.git.updateRef({
        owner,
        repo,
        ref: `heads/${branch}`,
        sha: commit,
        force: true,
      });
      return commit;
    }
  }

  async #openPull(
    request: PublishedRequest,
    headCommit: string,
  ): Promise<{ number: number; url: string; author: string }> {
    const { octokit, reference } = this.#repository;
    const { owner, repo } = reference;
    const branch = this.#branch(request);
    try {
      const { data } = await octokit.pulls.create({
        owner,
        repo,
        title: request.title,
        body: request.body,
        head: branch,
        base: reference.branch,
        maintainer_can_modify: true,
      });
      if (data.head.sha !== headCommit) {
        throw new ConflictError(
          `Another request took the branch ${branch} while pull request #${data.number} was opened; look at ${data.html_url}`,
        );
      }
      return {
        number: data.number,
        url: data.html_url,
        author: data.user.login,
      };
    } catch (error) {
      if (statusOf(error) !== 422) {
        throw error;
      }
      const pulls = await this.#repository.pullsOf(branch);
      const open = pulls.find(({ state }) => state === 'open');
      if (!open) {
        throw new ForwardedError(
          `GitHub refused to open a pull request from ${branch}`,
          toError(error),
        );
      }
      await this.#refuseOther(open, request);
      const { number, url, author } = open;
      return { number, url, author };
    }
  }

  async #finish(
    number: number,
    author: string,
    request: PublishedRequest,
  ): Promise<void> {
    await this.#checkpoint({
      key: `reviewers.${number}`,
      fn: () => this.#requestReviewers(number, author, request),
    });
    await this.#checkpoint({
      key: `labels.${number}.${request.labels.join('.')}`,
      fn: async () => {
        const { owner, repo } = this.#repository.reference;
        await this.#repository.octokit.issues.addLabels({
          owner,
          repo,
          issue_number: number,
          labels: [...request.labels],
        });
      },
    });
  }

  /**
   * Asks the code owners, but neither the requester nor the pull request's author: nobody reviews their own request.
   * GitHub asks code owners by itself when a pull request opens, so the requester may have to be taken out again.
   */
  async #requestReviewers(
    number: number,
    author: string,
    request: PublishedRequest,
  ): Promise<void> {
    const { octokit, reference } = this.#repository;
    const where = {
      owner: reference.owner,
      repo: reference.repo,
      pull_number: number,
    };
    const requester = request.requester.login.toLowerCase();
    const [owners, { data: asked }] = await Promise.all([
      this.#codeOwners(request),
      octokit.pulls.listRequestedReviewers(where),
    ]);
    const users = asked.users.map(({ login }) => login.toLowerCase());
    const teams = asked.teams.map(({ slug }) => slug.toLowerCase());
    const reviewers = owners.users.filter(
      login =>
        ![author.toLowerCase(), requester, ...users].includes(
          login.toLowerCase(),
        ),
    );
    const team_reviewers = owners.teams.filter(
      slug => !teams.includes(slug.toLowerCase()),
    );
    if (users.includes(requester)) {
      await octokit.pulls.removeRequestedReviewers({
        ...where,
        reviewers: [request.requester.login],
      });
    }
    if (reviewers.length + team_reviewers.length === 0) {
      return;
    }
    try {
      await octokit.pulls.requestReviewers({
        ...where,
        reviewers,
        team_reviewers,
      });
    } catch (error) {
      if (statusOf(error) !== 422 && !isNotFound(error)) {
        throw error;
      }
      // The pull request stands without them; branch protection decides who must approve
      this.#logger.warn(
        `Could not ask ${[...reviewers, ...team_reviewers].join(', ')} to review pull request #${number}; CODEOWNERS may name someone without access`,
        toError(error),
      );
    }
  }

  async #codeOwners(request: PublishedRequest) {
    const main = await this.#repository.main();
    for (const path of CODEOWNERS_PATHS) {
      const content = await main.read(path);
      if (content !== undefined) {
        return codeOwners(content, request.files[0].path);
      }
    }
    return { users: [], teams: [] };
  }

  #branch({ unit }: PublishedRequest): string {
    return requestBranch(
      requestKey({
        repository: this.#repository.reference.fullName,
        intent: 'create',
        name: unit.name,
      }),
    );
  }
}

function toPublished({ number, url, headCommit }: RequestPull): PublishedPull {
  return { number, url, headCommit };
}
