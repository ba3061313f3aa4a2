import type { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  contentDigest,
  formatCommitMessage,
  isSameContent,
  parseCommitOrigin,
  requestBranch,
  requestKey,
  type FileChange,
  type RequestIntent,
  type RequestMarker,
} from '@plinth/repository';
import {
  PullRequestOnce,
  type Change,
  type InfrastructureRepository,
  type PullFound,
  type RequestPull,
  type Snapshot,
} from '@plinth/repository/github';
import type { Requester } from './Requester';
import { optional } from './optional';
import { Reviewers } from './Reviewers';

/** How long the branch of another task is left alone while that task may still be about to open its pull request. */
const OPENING_MILLISECONDS = 2 * 60 * 1000;

/** What is published. */
export interface PublishedRequest {
  /** Of the unit or the freeze that is asked for. */
  readonly name: string;
  /** Below which everything is that the request may change. */
  readonly folder: string;
  readonly intent: RequestIntent;
  /** What of the folder becomes another: its new files, the text of those that change, and those that go. */
  readonly files: readonly FileChange[];
  /** The first line of the commit's message, and the paragraph below it. */
  readonly commit: { readonly subject: string; readonly text: string };
  readonly requester: Requester;
  readonly title: string;
  /** Writes the description. */
  readonly body: () => Promise<string>;
  readonly marker: RequestMarker;
  readonly labels: readonly string[];
}

/** A pull request as the action's outputs tell of it. */
export type PublishedPull = Pick<PullFound, 'number' | 'url' | 'headCommit'>;

/**
 * Turns a request into one pull request, however often it runs: {@link PullRequestOnce} says how. After the pull request
 * come the reviewers, and the labels last, so that a pull request that has them is complete. It stands without either.
 */
export class RequestPublisher {
  readonly #repository: InfrastructureRepository;
  readonly #checkpoint: ActionContext<{}>['checkpoint'];
  readonly #reviewers: Reviewers;
  readonly #logger: LoggerService;

  constructor(options: {
    repository: InfrastructureRepository;
    checkpoint: ActionContext<{}>['checkpoint'];
    logger: LoggerService;
  }) {
    this.#repository = options.repository;
    this.#checkpoint = options.checkpoint;
    this.#reviewers = new Reviewers(options);
    this.#logger = options.logger;
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
    const pull = await new PullRequestOnce({
      repository: this.#repository,
      branch: requestBranch(
        requestKey({
          repository: this.#repository.reference.fullName,
          intent: request.intent,
          name: request.name,
        }),
      ),
      checkpoint: this.#checkpoint,
    }).ensure({
      title: request.title,
      body: request.body,
      content: contentDigest(request.files),
      recognize: pulls => this.#recognize(pulls, request),
      isHeldBy: branch => this.#isHeldBy(branch, request),
      validate,
      change: () => this.#change(request),
    });
    if (
      pull.state === 'open' &&
      request.labels.some(label => !pull.labels.includes(label))
    ) {
      await this.#finish(pull, request);
    }
    const { number, url, headCommit } = pull;
    return { number, url, headCommit };
  }

  async #recognize(
    pulls: readonly RequestPull[],
    request: PublishedRequest,
  ): Promise<RequestPull | undefined> {
    const open = pulls.find(({ state }) => state === 'open');
    if (open) {
      await this.#refuseOther(open, request);
      return open;
    }
    // Recovered so late that people have merged meanwhile
    return pulls.find(
      ({ state, marker }) =>
        state === 'merged' && marker?.task === request.marker.task,
    );
  }

  async #refuseOther(
    pull: RequestPull,
    request: PublishedRequest,
  ): Promise<void> {
    const { name } = request;
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
    if (await this.#isResult(this.#repository.at(pull.headCommit), request)) {
      return true;
    }
    const content = contentDigest(request.files);
    const messages = await this.#repository.commitMessagesOf(pull.number);
    return messages.some(
      message => parseCommitOrigin(message)?.content === content,
    );
  }

  /** Whether a commit has the folder as the protected branch has it, with what is asked for and nothing else. */
  async #isResult(
    commit: Snapshot,
    { folder, files }: PublishedRequest,
  ): Promise<boolean> {
    const main = await this.#repository.main();
    const [found, before] = await Promise.all([
      commit.files(folder),
      main.files(folder),
    ]);
    return isSameContent(found, files, before);
  }

  async #isHeldBy(
    branch: Snapshot,
    request: PublishedRequest,
  ): Promise<boolean> {
    const head = await branch.head();
    const origin = parseCommitOrigin(head.message);
    if (
      origin?.requester === request.requester.ref &&
      (await this.#isResult(branch, request))
    ) {
      return true;
    }
    const busy =
      origin?.task !== request.marker.task &&
      Date.now() - head.committedAt < OPENING_MILLISECONDS;
    if (busy) {
      throw new ConflictError(
        `Another request for ${request.name} is being opened at this moment; look for its pull request, or try again in two minutes`,
      );
    }
    return false;
  }

  async #change(request: PublishedRequest): Promise<Change> {
    const { name, email, ref } = request.requester;
    return {
      base: await this.#repository.main(),
      files: new Map(request.files.map(({ path, content }) => [path, content])),
      message: formatCommitMessage(request.commit, {
        requester: ref,
        content: contentDigest(request.files),
        task: request.marker.task,
      }),
      author: { name, email },
    };
  }

  async #finish(
    { number, author }: PullFound,
    request: PublishedRequest,
  ): Promise<void> {
    await this.#checkpoint({
      key: `complete.${number}.${request.labels.join('.')}`,
      fn: async () => {
        const logger = this.#logger;
        await optional(
          `The reviewers of pull request #${number} could not be asked`,
          () =>
            this.#reviewers.ask({
              number,
              author,
              requester: request.requester.login,
              path: request.files[0].path,
            }),
          { logger },
        );
        await optional(
          `Pull request #${number} could not be labelled ${request.labels.join(', ')}`,
          () => this.#repository.addLabels(number, request.labels),
          { logger },
        );
      },
    });
  }
}
