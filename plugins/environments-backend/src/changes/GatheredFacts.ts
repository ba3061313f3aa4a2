import type {
  Commit,
  DeploymentReport,
} from '@plinth/plugin-environments-common';
import type { Ledger, LedgerEntry } from '../ledger/Ledger';
import type { DeploymentStore, RepositoryStore } from '../store';
import {
  joinStretches,
  REACH_MS,
  SLACK_MS,
  Stretch,
  toSpan,
  without,
} from './spans';

/** Where facts are. */
export interface FactStores {
  ledger: Pick<
    Ledger,
    'entriesOf' | 'entriesNaming' | 'entriesWithin' | 'link'
  >;
  deployments: Pick<
    DeploymentStore,
    | 'deploymentsNaming'
    | 'deploymentsOf'
    | 'deploymentsWithin'
    | 'firstDeploymentOf'
    | 'link'
  >;
  repositories: Pick<RepositoryStore, 'commits' | 'commitsWithin'>;
}

/** Stretches of which nothing is asked for twice; each is a condition. */
const SPARED = 20;

/** What is not asked for yet; those that it answers are as good as asked for. */
class Asked<T> {
  readonly #all = new Set<T>();

  more(items: Iterable<T>): T[] {
    const fresh = [...new Set(items)].filter(item => !this.#all.has(item));
    fresh.forEach(item => this.#all.add(item));
    return fresh;
  }
}

/** Some of the facts of a unit, of which more are gathered as it turns out what they belong with. */
export class GatheredFacts {
  readonly #entries = new Map<number, LedgerEntry>();
  readonly #deployments = new Map<string, DeploymentReport>();
  readonly #stores: FactStores;
  readonly #repository: string;
  readonly #unit: string;
  readonly #pullRequests = new Asked<number>();
  readonly #commits = new Asked<string>();
  readonly #prefixes = new Asked<string>();
  readonly #stacks = new Asked<string>();
  #covered: Stretch[] = [];
  /** Commits on the branch that the facts name. */
  readonly commits = new Map<string, Commit>();

  constructor(stores: FactStores, repository: string, unit: string) {
    this.#stores = stores;
    this.#repository = repository;
    this.#unit = unit;
  }

  get entries(): LedgerEntry[] {
    return [...this.#entries.values()];
  }

  get deployments(): DeploymentReport[] {
    return [...this.#deployments.values()];
  }

  /**
   * Gathers all that happened within these stretches, and what decides to which story each of that belongs: calls, runs and merges
   * within the reach of an operation before it. Answers whether anything had to be asked for.
   */
  async within(stretches: readonly Stretch[]): Promise<boolean> {
    // The call that caused an event came before the beginning of its operation, which came before it.
    const before = 2 * REACH_MS + 2 * SLACK_MS;
    const deciding = stretches.map(({ from, until }) => ({
      from: from - before,
      until: until + SLACK_MS,
    }));
    const fresh = joinStretches(deciding, REACH_MS).flatMap(stretch =>
      without(stretch, this.#covered),
    );
    if (fresh.length === 0) {
      return false;
    }
    this.#covered = joinStretches([...this.#covered, ...fresh], 0);
    const at = [this.#repository, this.#unit, fresh.map(toSpan)] as const;
    const [entries, deployments, commits] = await Promise.all([
      this.#stores.ledger.entriesWithin(...at),
      this.#stores.deployments.deploymentsWithin(...at),
      this.#stores.repositories.commitsWithin(...at),
    ]);
    this.#add(entries, deployments);
    commits.forEach(commit => this.commits.set(commit.sha, commit));
    return true;
  }

  /**
   * Gathers what names the same pull requests, and the same commits as anything that was gathered. Answers whether anything had to be
   * asked for.
   */
  async naming(pulls: Iterable<number>): Promise<boolean> {
    const [entries, deployments] = [this.entries, this.deployments];
    const pullRequests = this.#pullRequests.more(pulls);
    const shas = [
      ...this.commits.keys(),
      ...entries.flatMap(({ commit }) => commit ?? []),
      ...deployments.map(({ commit }) => commit),
    ];
    const commits = this.#commits.more(shas);
    // What a commit is known of is asked for by all of its digits.
    const prefixes = this.#prefixes.more(
      [...new Set(entries.flatMap(prefixOf))].filter(
        prefix => !shas.some(sha => sha.startsWith(prefix)),
      ),
    );
    const stacks = this.#stacks.more(entries.flatMap(stackOf));
    if (
      [pullRequests, commits, prefixes, stacks].every(
        ({ length }) => length === 0,
      )
    ) {
      return false;
    }
    const names = { pullRequests, commits, prefixes };
    const of = [this.#repository, this.#unit] as const;
    const except = this.#covered.slice(0, SPARED).map(toSpan);
    const [moreEntries, moreDeployments, known, ...first] = await Promise.all([
      this.#stores.ledger.entriesNaming(...of, names, { except }),
      this.#stores.deployments.deploymentsNaming(...of, names, { except }),
      this.#stores.repositories.commits(this.#repository, commits),
      // Whether a run was ever done with a stack decides what an operation that nothing explains is taken for.
      ...stacks.map(stack =>
        this.#stores.deployments.firstDeploymentOf(...of, stack),
      ),
    ]);
    this.#add(moreEntries, [
      ...moreDeployments,
      ...first.flatMap(report => report ?? []),
    ]);
    known.forEach((commit, sha) => this.commits.set(sha, commit));
    return true;
  }

  #add(entries: LedgerEntry[], deployments: DeploymentReport[]): void {
    entries.forEach(entry => this.#entries.set(entry.seq, entry));
    deployments.forEach(report => this.#deployments.set(report.id, report));
  }
}

function prefixOf({ details }: LedgerEntry): string[] {
  const prefix = details?.commitPrefix;
  return typeof prefix === 'string' ? [prefix] : [];
}

function stackOf({ type, details }: LedgerEntry): string[] {
  const stack = details?.stack;
  return type === 'stackEvent' && typeof stack === 'string' ? [stack] : [];
}
