import { ForwardedError, toError } from '@backstage/errors';
import type { Governance } from '@plinth/blueprints/schema';
import type { PlacementList } from '@plinth/plugin-environments-common';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/** A form may ask several times while it is filled in; a merged governance file shows after this at the latest. */
const CACHE_MS = 15_000;

/** Where units may be placed, from the governance files on the deployed branches. Fails when one can not be read. */
export class PlacementService {
  readonly #repositories: readonly RepositoryConfig[];
  readonly #read: (repository: RepositoryConfig) => Promise<Governance>;
  readonly #now: () => Date;
  readonly #cached = new Map<string, { until: number; phase: Governance }>();

  constructor(options: {
    repositories: readonly RepositoryConfig[];
    /** Reads the governance file as it is now. */
    readGovernance: (repository: RepositoryConfig) => Promise<Governance>;
    now: () => Date;
  }) {
    this.#repositories = options.repositories;
    this.#read = options.readGovernance;
    this.#now = options.now;
  }

  /** Accounts of all configured repositories; an account of several has what any of them authorizes. */
  async list(): Promise<PlacementList> {
    const phases = await Promise.all(
      this.#repositories.map(r => this.#phase(r)),
    );
    const items = new Map<string, PlacementList['items'][number]>();
    for (const phase of phases) {
      for (const account of phase.authorizes.accounts) {
        const before = items.get(account.id);
        items.set(account.id, {
          account: account.id,
          name: account.name,
          regions: [
            ...new Set([...(before?.regions ?? []), ...account.regions]),
          ],
          stages: [...new Set([...(before?.stages ?? []), ...account.stages])],
        });
      }
    }
    return {
      phase: [...new Set(phases.map(p => p.phase))].join(', '),
      items: [...items.values()],
    };
  }

  /** Only results are cached, never errors. */
  async #phase(repository: RepositoryConfig): Promise<Governance> {
    const cached = this.#cached.get(repository.fullName);
    const now = this.#now().getTime();
    if (cached && cached.until > now) {
      return cached.phase;
    }
    const phase = await this.#read(repository).catch(error => {
      throw new ForwardedError(
        `It is not known what ${repository.branch} of ${repository.url} authorizes`,
        toError(error),
      );
    });
    this.#cached.set(repository.fullName, { until: now + CACHE_MS, phase });
    return phase;
  }
}
