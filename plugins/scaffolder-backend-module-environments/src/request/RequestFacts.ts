import type {
  AuthService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  type BlueprintRegistry,
  type Governance,
  unitEntityRef,
  unitPath,
  type Unit,
  type UnitEnvelope,
} from '@plinth/blueprints/schema';
import {
  ANNOTATION_UNIT,
  stackEntityName,
} from '@plinth/plugin-environments-common';
import {
  hostPathOf,
  findFolder,
  readGovernance,
  readUnit,
  requestBranch,
  requestKey,
} from '@plinth/repository';
import type {
  InfrastructureRepository,
  RequestPull,
} from '@plinth/repository/github';
import type { OtherRepositories } from '../repository/OtherRepositories';
import type { ForeignStack, ForeignStackSource } from './ForeignStacks';
import { occupiedNetworks, type OccupiedNetwork } from './networks';

/** Who asks, and where. */
export interface RequestContext {
  readonly repository: InfrastructureRepository;
  /** Entity reference of the requester. */
  readonly requester: string;
  /** Entity references of the groups that the requester is in. */
  readonly groups: readonly string[];
  readonly credentials: BackstageCredentials;
  readonly logger: LoggerService;
}

/** What the repository and the catalog say at one moment that decides about a request. */
export interface RequestFacts {
  /** The folder on the protected branch that has the name. */
  readonly folder: string | undefined;
  /** Whether the catalog has an entity of the name. */
  readonly isInCatalog: boolean;
  /** What another repository has of the name, in words; undefined if none that could be read has it. */
  readonly elsewhere: string | undefined;
  /** The other unit that has a stack of the name in the account and region, as far as the portal has read them. */
  readonly stackOwner: string | undefined;
  /** Stacks that no unit has, and that the unit or its further stacks would replace, as far as the portal has read them. */
  readonly foreignStacks: readonly ForeignStack[];
  /** The open pull request of a request for this name. */
  readonly own: RequestPull | undefined;
  readonly ownerExists: boolean;
  readonly governance: Governance;
  /** What the unit needs: of a tenant its environment, else the one in whose network it is to stand. */
  readonly environment: Unit | undefined;
  /** Networks of others; none where the blueprint takes no network. */
  readonly occupied: readonly OccupiedNetwork[];
}

/** Reads what decides about a request, all of it at once. Nothing is read twice while the protected branch stays. */
export class RequestFactsReader {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #blueprints: BlueprintRegistry;
  readonly #foreignStacks: ForeignStackSource;
  readonly #otherRepositories: OtherRepositories;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    blueprints: BlueprintRegistry;
    foreignStacks: ForeignStackSource;
    otherRepositories: OtherRepositories;
  }) {
    this.#otherRepositories = options.otherRepositories;
    this.#foreignStacks = options.foreignStacks;
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#blueprints = options.blueprints;
  }

  async read(unit: Unit, context: RequestContext): Promise<RequestFacts> {
    const { repository } = context;
    const [
      folder,
      elsewhere,
      isInCatalog,
      stackOwner,
      foreignStacks,
      ownerExists,
      governance,
      environment,
      others,
    ] = await Promise.all([
      repository.main().then(main => findFolder(main, unit.name)),
      this.#otherRepositories.holderOf(unit.name, context),
      this.#isInCatalog(unit),
      this.#stackOwner(unit),
      this.#foreignStacks.takenBy(unit, context),
      this.#ownerExists(unit, context),
      repository.main().then(readGovernance),
      this.#environmentOf(unit, repository),
      this.#othersRequests(unit, context),
    ]);
    return {
      folder,
      elsewhere,
      isInCatalog,
      stackOwner,
      foreignStacks,
      ownerExists,
      governance,
      environment,
      ...others,
    };
  }

  /** Asked as the portal: a name is taken also when the requester may not see whose it is. */
  async #isInCatalog(unit: UnitEnvelope): Promise<boolean> {
    const entity = await this.#catalog.getEntityByRef(unitEntityRef(unit), {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
    return entity !== undefined;
  }

  /** Asked as the portal, too. A stack of the unit itself may be left of one that was there before. */
  async #stackOwner(unit: UnitEnvelope): Promise<string | undefined> {
    const stack = await this.#catalog.getEntityByRef(
      { kind: 'Resource', namespace: 'default', name: stackEntityName(unit) },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const owner = stack?.metadata.annotations?.[ANNOTATION_UNIT];
    return owner === unitPath(unit) ? undefined : owner;
  }

  async #ownerExists(
    { owner }: UnitEnvelope,
    { credentials }: RequestContext,
  ): Promise<boolean> {
    const entity = await this.#catalog.getEntityByRef(owner, { credentials });
    return entity !== undefined;
  }

  async #environmentOf(
    unit: Unit,
    repository: InfrastructureRepository,
  ): Promise<Unit | undefined> {
    const path = hostPathOf(unit);
    return path === undefined
      ? undefined
      : (await readUnit(await repository.main(), path))?.unit;
  }

  async #othersRequests(
    unit: UnitEnvelope,
    { repository, logger }: RequestContext,
  ): Promise<Pick<RequestFacts, 'own' | 'occupied'>> {
    const branch = requestBranch(
      requestKey({
        repository: repository.reference.fullName,
        intent: 'create',
        name: unit.name,
      }),
    );
    const pulls = await repository.openRequests();
    const own = pulls.find(pull => pull.branch === branch);
    const blueprints = this.#blueprints;
    const blueprint = blueprints.find(unit.blueprint, unit.version);
    const occupied = blueprint?.openParameters
      ? await occupiedNetworks(
          repository,
          pulls.filter(pull => pull !== own),
          { blueprints, logger },
        )
      : [];
    return { own, occupied };
  }
}
