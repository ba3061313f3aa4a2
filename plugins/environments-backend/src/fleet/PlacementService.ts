import { ForwardedError, toError } from '@backstage/errors';
import type { Governance } from '@plinth/blueprints/schema';
import type { PlacementList } from '@plinth/plugin-environments-common';
import { LRUCache } from 'lru-cache';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { askForList } from './askForList';

/** A form may ask several times while it is filled in; a merged governance file shows after this at the latest. */
const KEPT_MS = 15_000;
/** More repositories than anybody configures. */
const KEPT_PHASES = 100;

/** Where units may be placed, from the governance files on the deployed branches. */
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

  /**
   * The accounts of each configured repository; what two of them authorize of one account stands apart, since it does not hold
   * together. Fails only where none can be read.
   */
  async list(): Promise<PlacementList> {
    const { answers, told } = await askForList(this.#repositories, repository =>
      this.#phases.forceFetch(repository.fullName, { context: repository }),
    );
    return {
      phase: [...new Set(answers.map(({ answer }) => answer.phase))].join(', '),
      items: answers.flatMap(({ repository, answer }) =>
        answer.authorizes.accounts.map(({ id, name, regions, stages }) => ({
          repository: repository.fullName,
          account: id,
          name,
          regions,
          stages,
        })),
      ),
      ...told,
    };
  }
}
