import type { Accounts } from '../accounts/Accounts';
import { GitHubError } from '../GitHubError';
import type { Pull } from '../model';
import { teamView } from '../views/accountViews';
import type { Views } from '../views/Views';
import type { Mergeability } from './Mergeability';
import type { PullEvents } from './PullEvents';
import type { PullStore } from './PullStore';

/** Whom pull requests ask for a review. */
export class ReviewRequests {
  readonly #accounts: Accounts;
  readonly #views: Views;
  readonly #store: PullStore;
  readonly #events: PullEvents;
  readonly #mergeability: Mergeability;

  constructor(options: {
    accounts: Accounts;
    views: Views;
    store: PullStore;
    events: PullEvents;
    mergeability: Mergeability;
  }) {
    this.#accounts = options.accounts;
    this.#views = options.views;
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
    const asked = {
      users: users.filter(each => !pull.requestedReviewers.includes(each)),
      teams: teams.filter(each => !pull.requestedTeams.includes(each)),
    };
    pull.requestedReviewers.push(...new Set(asked.users));
    pull.requestedTeams.push(...new Set(asked.teams));
    this.#store.save(pull);
    this.#tell(pull, 'review_requested', asked, actor);
    return pull;
  }

  remove(
    repo: string,
    number: number,
    { users = [], teams = [] }: { users?: string[]; teams?: string[] },
    actor: string,
  ): Pull {
    const pull = this.#store.require(repo, number);
    const removed = {
      users: pull.requestedReviewers.filter(each => users.includes(each)),
      teams: pull.requestedTeams.filter(each => teams.includes(each)),
    };
    pull.requestedReviewers = pull.requestedReviewers.filter(
      login => !users.includes(login),
    );
    pull.requestedTeams = pull.requestedTeams.filter(
      slug => !teams.includes(slug),
    );
    this.#store.save(pull);
    this.#tell(pull, 'review_request_removed', removed, actor);
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

  /** One event for each who is asked, as GitHub sends them. */
  #tell(
    pull: Pull,
    action: string,
    who: { users: readonly string[]; teams: readonly string[] },
    actor: string,
  ): void {
    const owner = pull.repo.split('/')[0];
    const views = this.#views;
    for (const login of who.users) {
      this.#events.tellLater(pull, action, actor, {
        requested_reviewer: views.user(login),
      });
    }
    for (const slug of who.teams) {
      const team = this.#accounts.team(owner, slug);
      this.#events.tellLater(pull, action, actor, {
        ...(team ? { requested_team: teamView(views, team) } : {}),
      });
    }
  }
}
