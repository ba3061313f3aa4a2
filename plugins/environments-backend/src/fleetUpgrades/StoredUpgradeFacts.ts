import type { UnitRepositories } from '../config/UnitRepositories';
import type { HealthService } from '../health/HealthService';
import type { FleetUpgradeUnit, RepositoryStore } from '../store';
import type { UnitFacts } from './decideUpgrade';
import type { UpgradeFacts } from './FleetConductor';
import type { ScaffolderUpgrades } from './ScaffolderUpgrades';
import type { CatalogUnits } from '../units/CatalogUnits';

/** What the store knows of pull requests, deployments and health, and the scaffolder of requests. */
export class StoredUpgradeFacts implements UpgradeFacts {
  readonly #repositories: RepositoryStore;
  readonly #health: HealthService;
  readonly #requests: Pick<ScaffolderUpgrades, 'outcome'>;
  readonly #units: CatalogUnits;
  readonly #configured: UnitRepositories;

  constructor(options: {
    repositories: RepositoryStore;
    health: HealthService;
    requests: Pick<ScaffolderUpgrades, 'outcome'>;
    units: CatalogUnits;
    configured: UnitRepositories;
  }) {
    this.#repositories = options.repositories;
    this.#health = options.health;
    this.#requests = options.requests;
    this.#units = options.units;
    this.#configured = options.configured;
  }

  async of(
    units: readonly FleetUpgradeUnit[],
  ): Promise<Map<string, UnitFacts>> {
    const facts = new Map<string, UnitFacts>();
    for (const unit of units) {
      facts.set(unit.entityRef, await this.#one(unit));
    }
    return facts;
  }

  async #one(unit: FleetUpgradeUnit): Promise<UnitFacts> {
    switch (unit.state) {
      case 'asked':
        return {
          request: unit.taskId
            ? await this.#requests.outcome(unit.taskId)
            : { state: 'lost' },
        };
      case 'open':
        return { pull: (await this.#pull(unit))?.state };
      default:
        return this.#afterMerge(unit);
    }
  }

  async #pull({ repository, pullRequest }: FleetUpgradeUnit) {
    if (!repository || !pullRequest) {
      return undefined;
    }
    const { number } = pullRequest;
    const found = await this.#repositories.pullRequests(repository, [number]);
    return found.get(number);
  }

  async #afterMerge(unit: FleetUpgradeUnit): Promise<UnitFacts> {
    const identity = await this.#units.one(unit.entityRef);
    const pull = await this.#pull(unit);
    if (!identity || !pull?.mergeCommit) {
      return {};
    }
    const [health] = await this.#health.healthOf([
      { ...identity, repository: this.#configured.of(identity) },
    ]);
    const { lastDeployment, status, reasons } = health;
    // One of a later commit holds this one, too.
    const isAfter =
      lastDeployment?.commit.sha === pull.mergeCommit ||
      (lastDeployment?.startedAt ?? '') >= (pull.closedAt ?? '9');
    if (!lastDeployment || !isAfter || lastDeployment.outcome === 'running') {
      return {};
    }
    const succeeded = lastDeployment.outcome === 'succeeded';
    // What is still being read, or rolls on, is neither well nor unwell yet.
    const undecided = status === 'Progressing' || status === 'Unknown';
    if (succeeded && undecided) {
      return {};
    }
    return {
      deployment: succeeded ? 'succeeded' : 'failed',
      ...(status !== 'Healthy' && {
        unwell: reasons[0]?.message ?? status,
      }),
    };
  }
}
