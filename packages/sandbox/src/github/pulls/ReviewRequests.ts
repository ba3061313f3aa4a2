import type { Accounts } from '../accounts/Accounts';
import { GitHubError } from '../GitHubError';
import type { Pull } from '../model';
import type { Mergeability } from './Mergeability';
import type { PullEvents } from './PullEvents';
import type { PullStore } from './PullStore';

/** Whom pull requests ask for a review. */
export class ReviewRequests {
  readonly #accounts: Accounts;
  readonly #store: PullStore;
  readonly #events: PullEvents;
  readonly #mergeability: Mergeability;

  constructor(options: {
    accounts: Accounts;
    store: PullStore;
    events: PullEvents;
    mergeability: Mergeability;
  }) {
    this.#accounts = options.accounts;
    this.#store = options.store;
    this.#events = options.events;
    this.#mergeability = options.mergeability;
  }

  add(
    repo: string,
    number: number,
    { users = [], teams = [] }: { users?: string[]; teams?: string[] },
    actor: string,
  ): Pull {
    const pull = this.#store.require(repo, number);
    for (const login of users) {
      if (login === pull.author) {
        throw new GitHubError(
          422,
          'Review cannot be requested from pull request author.',
        );
      }
      if (!this.#accounts.role(repo, login) || !this.#accounts.user(login)) {
        throw new GitHubError(
          422,
          'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
        );
      }
    }
    const owner = repo.split('/')[0];
    for (const slug of teams) {
      if (!this.#accounts.team(owner, slug)) {
        throw new GitHubError(422, `Could not resolve to a node: team ${slug}`);
      }
    }
    pull.requestedReviewers = [
      ...new Set([...pull.requestedReviewers, ...users]),
    ];
    pull.requestedTeams = [...new Set([...pull.requestedTeams, ...teams])];
    this.#store.save(pull);
    this.#events.tellLater(pull, 'review_requested', actor);
    return pull;
  }

  remove(
    repo: string,
    number: number,
    { users = [], teams = [] }: { users?: string[]; teams?: string[] },
    actor: string,
  ): Pull {
    const pull = this.#store.require(repo, number);
    pull.requestedReviewers = pull.requestedReviewers.filter(
      login => !users.includes(login),
    );
    pull.requestedTeams = pull.requestedTeams.filter(
      slug => !teams.includes(slug),
    );
    this.#store.save(pull);
    this.#events.tellLater(pull, 'review_request_removed', actor);
    return pull;
  }

  /** Asks the owners of what the pull request touches. */
  async addCodeOwners(pull: Pull): Promise<void> {
    const groups = await this.#mergeability.ownerGroups(pull);
    const owners = [...new Set(groups.flatMap(group => group.owners))];
    const organization = pull.repo.split('/')[0];
    for (const owner of owners.filter(each => each.startsWith('@'))) {
      const [login, slug] = owner.slice(1).split('/');
      if (slug === undefined) {
        if (login !== pull.author && this.#accounts.role(pull.repo, login)) {
          pull.requestedReviewers.push(login);
        }
      } else if (this.#accounts.team(organization, slug)) {
        pull.requestedTeams.push(slug);
      }
    }
    this.#store.keep(pull);
  }
}
