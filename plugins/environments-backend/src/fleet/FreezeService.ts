import { ForwardedError, toError } from '@backstage/errors';
import type { FreezeList } from '@plinth/plugin-environments-common';
import { freezeFileOf, freezesAt, type Freeze } from '@plinth/repository';
import { LRUCache } from 'lru-cache';
import type { RepositoryConfig } from '../config/EnvironmentsConfig';
import { askForList } from './askForList';

/** Every page that is open asks now and then; a merged freeze shows after this at the latest. */
const KEPT_MS = 15_000;
/** More repositories than anybody configures. */
const KEPT_REPOSITORIES = 100;

/** What is frozen, from the files on the deployed branches. Where they cannot be read, deployments are refused. */
export class FreezeService {
  readonly #repositories: readonly RepositoryConfig[];
  readonly #now: () => Date;
  /** Only results are kept, never errors. */
  readonly #freezes: LRUCache<string, Freeze[], RepositoryConfig>;

  constructor(options: {
    repositories: readonly RepositoryConfig[];
    /** Reads the freezes as they are now. */
    readFreezes: (repository: RepositoryConfig) => Promise<Freeze[]>;
    now: () => Date;
  }) {
    this.#repositories = options.repositories;
    this.#now = options.now;
    this.#freezes = new LRUCache({
      max: KEPT_REPOSITORIES,
      ttl: KEPT_MS,
      perf: { now: () => options.now().getTime() },
      ttlResolution: 0,
      fetchMethod: (_name, _stale, { context }) =>
        options.readFreezes(context).catch(error => {
          throw new ForwardedError(
            `It is not known what is frozen on ${context.branch} of ${context.url}, so nothing is deployed there`,
            toError(error),
          );
        }),
    });
  }

  /**
   * Freezes of all configured repositories that have not ended, the one that ends first first. Fails only where none of them can be
   * read.
   */
  async list(): Promise<FreezeList> {
    const { answers, told } = await askForList(this.#repositories, repository =>
      this.#freezes.forceFetch(repository.fullName, { context: repository }),
    );
    return {
      items: answers
        .flatMap(({ repository, answer }) =>
          freezesAt(answer, this.#now()).map(
            ({ stages = [], units = [], ...freeze }) => ({
              ...freeze,
              repository: repository.fullName,
              stages,
              units,
              url: `${repository.url}/blob/${repository.branch}/${freezeFileOf(freeze.name)}`,
            }),
          ),
        )
        .sort((a, b) => Date.parse(a.until) - Date.parse(b.until)),
      ...told,
    };
  }
}
