import { ForwardedError, toError } from '@backstage/errors';
import type { Governance } from '@plinth/blueprints/schema';
import type { PlacementList } from '@plinth/plugin-environments-common';
import { LRUCache } from 'lru-cache';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';

/** A form may ask several times while it is filled in; a merged governance file shows after this at the latest. */
const KEPT_MS = 15_000;
/** More repositories than anybody configures. */
const KEPT_PHASES = 100;

/** Where units may be placed, from the governance files on the deployed branches. Fails when one can not be read. */
export class PlacementService {
  readonly #repositories: readonly RepositoryConfig[];
  /** Only results are kept, never errors; forms that ask at a time share one reading. */
  readonly #phases: LRUCache<string, Governance, RepositoryConfig>;

  constructor(options: {
    repositories: readonly RepositoryConfig[];
    /** Reads the governance file as it is now. */
    readGovernance: (repository: RepositoryConfig) => Promise<Governance>;
    now: () => Date;
  }) {
    this.#repositories = options.repositories;
    this.#phases = new LRUCache({
      max: KEPT_PHASES,
      ttl: KEPT_MS,
      perf: { now: () => options.now().getTime() },
      ttlResolution: 0,
      fetchMethod: (_name, _stale, { context }) =>
        options.readGovernance(context).catch(error => {
          throw new ForwardedError(
            `It is not known what ${context.branch} of ${context.url} authorizes`,
            toError(error),
          );
        }),
    });
  }

  /** Accounts of all configured repositories; an account of several has what any of them authorizes. */
  async list(): Promise<PlacementList> {
    const phases = await Promise.all(
      this.#repositories.map(repository =>
        this.#phases.forceFetch(repository.fullName, { context: repository }),
      ),
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
}
