import type { AuthService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { githubAccountOf } from '@plinth/plugin-environments-node';
import type { Account } from '@plinth/repository';
import type { Ledger } from '../../ledger/Ledger';
import { requestedKey } from './pullRequestFacts';
import type { PullRequestReading } from './PullRequestReader';

/** Tells who asked for a pull request, as GitHub knows them. */
export class Requesters {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;
  readonly #ledger: Ledger;

  constructor(options: {
    auth: AuthService;
    catalog: CatalogService;
    ledger: Ledger;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#ledger = options.ledger;
  }

  /**
   * Whoever opened the pull request; for one of the portal, the person for whom the ledger says it did. What its
   * description says by now may have been edited. Undefined when nobody can tell.
   */
  async of({
    author,
    openedByPortal,
    pull,
  }: Pick<PullRequestReading, 'author' | 'openedByPortal' | 'pull'>): Promise<
    Account | undefined
  > {
    if (!openedByPortal) {
      return author;
    }
    const requested = await this.#ledger.find(requestedKey(pull));
    return requested?.actor ? this.#accountOf(requested.actor) : undefined;
  }

  async #accountOf(ref: string): Promise<Account | undefined> {
    const entity = await this.#catalog.getEntityByRef(ref, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    if (!entity) {
      return undefined;
    }
    const { login = entity.metadata.name, id } = githubAccountOf(entity);
    return { login, id };
  }
}
