import { ConflictError, InputError } from '@backstage/errors';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  type BlueprintRegistry,
  completeDraft,
  type Governance,
  NETWORK_HOST_PARAMETER,
  type Unit,
  unitNameSchema,
  validateDraft,
} from '@plinth/blueprints/schema';
import {
  askRepositories,
  type InfrastructureRepositories,
  type UnreadRepository,
} from '@plinth/plugin-environments-node';
import {
  dataFileOf,
  environmentPath,
  hostPathOf,
  readGovernance,
  type RepositoryReference,
} from '@plinth/repository';
import {
  nameOf,
  namesOf,
  selectRepository,
  unreadInWords,
} from './selectRepository';

/** Where a unit is to be. */
type Placement = Pick<Unit, 'stage' | 'account' | 'region'>;

type Unread = readonly UnreadRepository<RepositoryReference>[];

/**
 * Finds the repository that a request for a new unit goes to: the one whose environment it needs, else the one whose governance file
 * authorizes its placement. Only where several do has the request to name one. One that cannot be read is passed over.
 */
export class RepositoryChooser {
  readonly #repositories: InfrastructureRepositories;
  readonly #configured: readonly RepositoryReference[];
  readonly #blueprints: BlueprintRegistry;

  constructor(options: {
    repositories: InfrastructureRepositories;
    configured: readonly RepositoryReference[];
    blueprints: BlueprintRegistry;
  }) {
    this.#repositories = options.repositories;
    this.#configured = options.configured;
    this.#blueprints = options.blueprints;
  }

  /**
   * @param data - a unit's data as it was asked for
   * @param repoUrl - the repository that the request names, if it names one
   *
   * @throws InputError where none fits, or the request has to name one; ConflictError where several hold the environment
   */
  async choose(
    data: JsonObject | Unit,
    repoUrl: string | undefined,
    logger: LoggerService,
  ): Promise<RepositoryReference> {
    if (repoUrl || this.#configured.length < 2) {
      return selectRepository(this.#configured, repoUrl);
    }
    const path = this.#pathOfHost(data);
    return path === undefined
      ? this.#authorizing(data as unknown as Placement, logger)
      : this.#holding(path, {
          field:
            data.kind === 'tenant'
              ? 'environment'
              : `parameters.${NETWORK_HOST_PARAMETER}`,
          logger,
        });
  }

  /** The folder of the environment that the unit needs; what can be refused before anyone is asked is refused here. */
  #pathOfHost(data: JsonObject | Unit): string | undefined {
    if (data.kind === 'tenant') {
      const name = unitNameSchema.safeParse(data.environment);
      if (name.success) {
        return environmentPath(name.data);
      }
    }
    return hostPathOf(
      completeDraft(validateDraft(data, this.#blueprints), undefined),
    );
  }

  async #holding(
    path: string,
    { field, logger }: { field: string; logger: LoggerService },
  ): Promise<RepositoryReference> {
    const file = dataFileOf(path);
    const { answers, unread } = await askRepositories(
      this.#configured,
      async repository => {
        const main = await (await this.#repositories.open(repository)).main();
        return (await main.read(file)) !== undefined;
      },
    );
    tellUnread(unread, logger);
    const [found, ...more] = answers.filter(({ answer }) => answer);
    if (!found) {
      throw new InputError(
        `${field}: there is no ${file} on the main branch of ${namesOf(answers.map(repositoryIn))}${butUnread(unread)}; what stands in an environment needs one that is merged`,
      );
    }
    if (more.length > 0) {
      throw new ConflictError(
        `${field}: ${path} is in ${namesOf([found, ...more].map(repositoryIn))}, and a name is one unit's; rename one of them first`,
      );
    }
    return found.repository;
  }

  async #authorizing(
    unit: Placement,
    logger: LoggerService,
  ): Promise<RepositoryReference> {
    const { answers, unread } = await askRepositories(
      this.#configured,
      async repository =>
        readGovernance(
          await (await this.#repositories.open(repository)).main(),
        ),
    );
    tellUnread(unread, logger);
    const fitting = answers.filter(({ answer }) => isAuthorized(answer, unit));
    const [found, ...more] = fitting;
    const what = `stage ${unit.stage} in account ${unit.account}, ${unit.region}`;
    if (!found) {
      throw new InputError(
        `account: no infrastructure repository authorizes ${what}: ${answers
          .map(
            ({ repository, answer }) =>
              `${nameOf(repository)} authorizes ${describe(answer)}`,
          )
          .join('; ')}${butUnread(unread)}`,
      );
    }
    if (more.length > 0) {
      throw new InputError(
        `repository: ${namesOf(fitting.map(repositoryIn))} authorize ${what}; say which of them the unit is to be in`,
      );
    }
    return found.repository;
  }
}

/** Whether a governance file lets a unit be where it is to be. */
function isAuthorized(
  { authorizes }: Governance,
  { stage, account, region }: Placement,
): boolean {
  return authorizes.accounts.some(
    each =>
      each.id === account &&
      each.stages.includes(stage) &&
      each.regions.includes(region),
  );
}

function describe({ authorizes }: Governance): string {
  return authorizes.accounts
    .map(
      ({ id, stages, regions }) =>
        `${stages.join(', ')} in ${id} (${regions.join(', ')})`,
    )
    .join(' and ');
}

function repositoryIn<R>({ repository }: { readonly repository: R }): R {
  return repository;
}

function butUnread(unread: Unread): string {
  return unread.length > 0 ? ` (${unread.map(unreadInWords).join('; ')})` : '';
}

function tellUnread(unread: Unread, logger: LoggerService): void {
  for (const { repository, error } of unread) {
    logger.warn(
      `${nameOf(repository)} could not be read, and is passed over: ${error.message}`,
    );
  }
}
