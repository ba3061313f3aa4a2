import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  CODEOWNERS_FILES,
  ownersOf,
  parseCodeOwners,
  toReviewers,
  type RepositoryFiles,
} from '@plinth/repository';
import type { InfrastructureRepository } from '@plinth/repository/github';
import { optional } from './optional';

/** For which pull request reviewers are asked. */
export interface ReviewedPull {
  readonly number: number;
  /** Login that opened it. */
  readonly author: string;
  /** Login of who asked for it. */
  readonly requester: string;
  /** A file that it changes; all of them have the same owners. */
  readonly path: string;
}

type ReviewRequest = Parameters<
  InfrastructureRepository['octokit']['pulls']['requestReviewers']
>[0];

/** Asks the code owners of a pull request to review it. */
export class Reviewers {
  readonly #repository: InfrastructureRepository;
  readonly #logger: LoggerService;

  constructor(options: {
    repository: InfrastructureRepository;
    logger: LoggerService;
  }) {
    this.#repository = options.repository;
    this.#logger = options.logger;
  }

  /**
   * Asks the code owners, but neither the requester nor the pull request's author: nobody reviews their own request.
   * GitHub asks code owners by itself when a pull request opens, so the requester may have to be taken out again.
   */
  async ask(pull: ReviewedPull): Promise<void> {
    const { octokit, reference } = this.#repository;
    const { owner, repo } = reference;
    const where = { owner, repo, pull_number: pull.number };
    const requester = pull.requester.toLowerCase();
    const [owners, { data: asked }] = await Promise.all([
      this.#owners(pull.path),
      octokit.pulls.listRequestedReviewers(where),
    ]);
    const users = asked.users.map(({ login }) => login.toLowerCase());
    const teams = asked.teams.map(({ slug }) => slug.toLowerCase());
    const reviewers = owners.users.filter(
      login =>
        ![pull.author.toLowerCase(), requester, ...users].includes(
          login.toLowerCase(),
        ),
    );
    const team_reviewers = owners.teams.filter(
      slug => !teams.includes(slug.toLowerCase()),
    );
    if (users.includes(requester)) {
      await octokit.pulls.removeRequestedReviewers({
        ...where,
        reviewers: [pull.requester],
      });
    }
    // One call each: who cannot be asked keeps nobody else from being asked
    await Promise.all([
      this.#request(pull, reviewers, {
        call: { ...where, reviewers },
        advice:
          'CODEOWNERS may name someone who cannot write to the repository',
      }),
      this.#request(pull, team_reviewers, {
        call: { ...where, team_reviewers },
        advice:
          'to ask teams, the portal’s GitHub App or token needs the permission Members: read, and each team access to the repository',
      }),
    ]);
  }

  async #request(
    pull: ReviewedPull,
    who: readonly string[],
    { call, advice }: { call: ReviewRequest; advice: string },
  ): Promise<void> {
    if (who.length > 0) {
      await optional(
        `${who.join(', ')} could not be asked to review pull request #${pull.number}`,
        () => this.#repository.octokit.pulls.requestReviewers(call),
        { logger: this.#logger, advice },
      );
    }
  }

  async #owners(path: string) {
    const text = await readFirst(
      await this.#repository.main(),
      CODEOWNERS_FILES,
    );
    return toReviewers(ownersOf(parseCodeOwners(text ?? ''), path));
  }
}

async function readFirst(
  files: RepositoryFiles,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const path of paths) {
    const text = await files.read(path);
    if (text !== undefined) {
      return text;
    }
  }
  return undefined;
}
