import type { Ledger, LedgerFact } from '../../ledger/Ledger';
import type { RepositoryFinder } from './RepositoryFinder';

/** A fact of one unit, before it is known which repository the unit lives in. */
export type UnplacedFact = Omit<LedgerFact, 'repository' | 'units'> & {
  /** The unit's folder. */
  unit: string;
};

/** Appends what AWS tells of units to the ledger, where each fact stands with the repository of its unit. */
export class FactRecorder {
  readonly #ledger: Ledger;
  readonly #finder: RepositoryFinder;
  readonly #now: () => Date;

  constructor(options: {
    ledger: Ledger;
    finder: RepositoryFinder;
    now: () => Date;
  }) {
    this.#ledger = options.ledger;
    this.#finder = options.finder;
    this.#now = options.now;
  }

  /**
   * Appends facts; those that are there already are left alone, and those of units in no repository are left out.
   * Answers the units that may be in a repository which has not been read since: their facts must come again.
   */
  async record(facts: UnplacedFact[]): Promise<{ waiting: string[] }> {
    const repositories = new Map<string, string | undefined>();
    for (const unit of new Set(facts.map(fact => fact.unit))) {
      repositories.set(unit, await this.#finder.find(unit));
    }
    const placed = facts.flatMap(({ unit, ...fact }): LedgerFact[] => {
      const repository = repositories.get(unit);
      return repository ? [{ ...fact, repository, units: [unit] }] : [];
    });
    await this.#ledger.append(placed, { at: this.#now() });

    const waiting = new Set<string>();
    for (const { unit, at } of facts) {
      if (
        !repositories.get(unit) &&
        !(await this.#finder.haveAllBeenReadSince(at))
      ) {
        waiting.add(unit);
      }
    }
    return { waiting: [...waiting] };
  }
}
