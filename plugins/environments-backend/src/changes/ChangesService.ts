import type { Change } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import type { Ledger } from '../ledger/Ledger';
import type { DeploymentStore, PlanStore, RepositoryStore } from '../store';
import { buildChanges } from './buildChanges';

/** Newest entries of a unit from which its changes are told. */
const ENTRIES = 5_000;

/** The audit trail from ledger and store; asks neither AWS nor GitHub. */
export class ChangesService {
  readonly #ledger: Ledger;
  readonly #repositories: RepositoryStore;
  readonly #deployments: DeploymentStore;
  readonly #plans: PlanStore;

  constructor(options: {
    ledger: Ledger;
    repositories: RepositoryStore;
    deployments: DeploymentStore;
    plans: PlanStore;
  }) {
    this.#ledger = options.ledger;
    this.#repositories = options.repositories;
    this.#deployments = options.deployments;
    this.#plans = options.plans;
  }

  /** All changes of a unit, newest first. */
  async changesOf(
    repository: RepositoryConfig,
    unit: string,
  ): Promise<Change[]> {
    const [entries, deployments] = await Promise.all([
      this.#ledger.entriesOf(repository.fullName, unit, { limit: ENTRIES }),
      this.#deployments.deploymentsOf(repository.fullName, unit),
    ]);
    const numbers = new Set([
      ...entries.flatMap(e => e.pullRequest ?? []),
      ...deployments.flatMap(d => d.pullRequest ?? []),
    ]);
    const shas = new Set([
      ...entries.flatMap(e => e.commit ?? []),
      ...deployments.map(d => d.commit),
    ]);
    const [pullRequests, plans, commits] = await Promise.all([
      this.#repositories.pullRequests(repository.fullName, [...numbers]),
      this.#plans.plansOf(repository.fullName, [...numbers]),
      this.#repositories.commits(repository.fullName, [...shas]),
    ]);
    return buildChanges({
      repository,
      unit,
      entries,
      pullRequests,
      plans,
      deployments,
      commits,
    });
  }
}
