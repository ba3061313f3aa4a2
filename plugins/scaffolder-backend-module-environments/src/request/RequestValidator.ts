import type {
  AuthService,
  BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import {
  type BlueprintRegistry,
  authorize,
  inspectUnits,
  parseUnit,
  unitEntityRef,
  unitNameSchema,
  validateUnit,
  type Unit,
} from '@plinth/blueprints/schema';
import type {
  InfrastructureRepository,
  RequestPull,
} from '@plinth/repository/github';
import type { Snapshot } from '@plinth/repository/github';
import {
  chooseNetwork,
  needsNetwork,
  occupiedNetworks,
  overlapReasons,
  withNetwork,
  withSomeNetwork,
} from './networks';
import { NetworkReservations } from './NetworkReservations';
import {
  dataFileOf,
  environmentPath,
  environmentPathOf,
  findFolder,
  readGovernance,
  readUnit,
  requestBranch,
  requestKey,
} from '@plinth/repository';

/** A request that may become a pull request. */
export interface ValidRequest {
  readonly unit: Unit;
  /** The network that was chosen for the unit, if the request left that open. */
  readonly allocatedCidr?: string;
}

/** Who asks, and where. */
export interface RequestContext {
  readonly repository: InfrastructureRepository;
  /** Entity reference of the requester. */
  readonly requester: string;
  readonly credentials: BackstageCredentials;
}

/**
 * Decides whether a request for a new unit may go ahead. It reads the infrastructure repository and the catalog, and
 * writes nothing. Every refusal says what is wrong with which value; several are told at once where that is possible.
 */
export class RequestValidator {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #blueprints: BlueprintRegistry;
  // By repository: networks of different repositories may overlap
  readonly #reservations = new Map<string, NetworkReservations>();

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    blueprints: BlueprintRegistry;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#blueprints = options.blueprints;
  }

  /**
   * @param data - a unit's data as it was asked for; `parameters.cidr` may be missing, and of a tenant the placement
   * @throws InputError for a value that breaks a rule, ConflictError for a name or network that is taken
   */
  async validate(
    data: JsonObject,
    context: RequestContext,
  ): Promise<ValidRequest> {
    refuseName(data);
    // What can be refused without asking anyone is refused before anyone is asked
    if (data.kind === 'environment') {
      this.#validateUnit(withSomeNetwork(data, this.#blueprints));
    }
    const { repository } = context;
    const [main, pulls] = await Promise.all([
      repository.main(),
      repository.openRequests(),
    ]);
    const placed = await placeTenant(data, main);
    const draft = this.#validateUnit(withSomeNetwork(placed, this.#blueprints));
    const own = await this.#refuseTakenName(draft, main, pulls, context);
    const occupied = await occupiedNetworks(
      draft,
      repository,
      main,
      pulls,
      own,
    );
    const reservations = this.#reservationsOf(repository);
    const allocatedCidr = needsNetwork(placed, this.#blueprints)
      ? await chooseNetwork(draft, occupied, repository, own, taken =>
          reservations.take(draft.name, taken),
        )
      : undefined;
    const unit = this.#validateUnit(
      withNetwork(placed, allocatedCidr, this.#blueprints),
    );
    const reasons = [
      ...(await governanceReasons(unit, main)),
      ...(await this.#ownerReasons(unit, context)),
      ...(await tenancyReasons(unit, main, this.#blueprints)),
      ...overlapReasons(unit, occupied),
    ];
    if (reasons.length > 0) {
      reservations.release(unit.name);
      throw new InputError(
        `${unit.kind} ${unit.name} is refused: ${reasons.join('; ')}`,
      );
    }
    return { unit, allocatedCidr };
  }

  #validateUnit(data: JsonObject): Unit {
    return validateUnit(data, this.#blueprints);
  }

  #reservationsOf({ reference }: InfrastructureRepository) {
    const key = reference.fullName.toLowerCase();
    const reservations =
      this.#reservations.get(key) ?? new NetworkReservations();
    this.#reservations.set(key, reservations);
    return reservations;
  }

  /** Returns the open pull request of this very request, if it was made before. */
  async #refuseTakenName(
    unit: Unit,
    main: Snapshot,
    pulls: readonly RequestPull[],
    context: RequestContext,
  ): Promise<RequestPull | undefined> {
    const { reference } = context.repository;
    const folder = await findFolder(main, unit.name);
    if (folder) {
      throw new ConflictError(
        `name: ${unit.name} is taken by ${folder} on ${reference.branch} of ${reference.url}; choose another name`,
      );
    }
    const ref = unitEntityRef(unit);
    // Asked as the portal: a name is taken also when the requester may not see whose it is
    const entity = await this.#catalog.getEntityByRef(ref, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    if (entity) {
      throw new ConflictError(
        `name: ${unit.name} is taken by ${ref} in the catalog; choose another name`,
      );
    }
    const branch = requestBranch(
      requestKey({
        repository: reference.fullName,
        intent: 'create',
        name: unit.name,
      }),
    );
    const own = pulls.find(pull => pull.branch === branch);
    if (own && own.marker?.requester !== context.requester) {
      throw new ConflictError(
        `name: ${unit.name} is already asked for by ${own.marker?.requester ?? 'someone else'} in pull request #${own.number}, ${own.url}; choose another name, or talk to them`,
      );
    }
    return own;
  }

  async #ownerReasons(unit: Unit, context: RequestContext): Promise<string[]> {
    const owner = await this.#catalog.getEntityByRef(unit.owner, {
      credentials: context.credentials,
    });
    return owner
      ? []
      : [
          `owner: ${unit.owner} is not in the catalog; choose a group or user that is`,
        ];
  }
}

/** A bad name is told alone: every other message would have to quote it. */
function refuseName(data: JsonObject): void {
  const result = unitNameSchema.safeParse(data.name);
  if (!result.success) {
    parseUnit(data);
  }
}

/** A tenant lives where its environment lives; what the request leaves open is taken from there. */
async function placeTenant(
  data: JsonObject,
  main: Snapshot,
): Promise<JsonObject> {
  if (
    data.kind !== 'tenant' ||
    !unitNameSchema.safeParse(data.environment).success
  ) {
    return data;
  }
  const path = environmentPath(String(data.environment));
  const environment = await readUnit(main, path);
  if (!environment) {
    throw new InputError(
      `environment: there is no ${dataFileOf(path)} on the main branch; a tenant needs an environment that is merged`,
    );
  }
  const { stage, account, region } = environment.unit;
  return { stage, account, region, ...data };
}

async function governanceReasons(
  unit: Unit,
  main: Snapshot,
): Promise<string[]> {
  return authorize(await readGovernance(main), unit);
}

async function tenancyReasons(
  unit: Unit,
  main: Snapshot,
  blueprints: BlueprintRegistry,
): Promise<string[]> {
  const path = environmentPathOf(unit);
  if (!path) {
    return [];
  }
  const environment = await readUnit(main, path);
  return inspectUnits(
    environment ? [environment.unit, unit] : [unit],
    blueprints,
  ).map(({ parameter, message }) => `${parameter}: ${message}`);
}
