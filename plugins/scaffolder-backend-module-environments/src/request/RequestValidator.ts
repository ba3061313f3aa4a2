import type {
  AuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { JsonObject } from '@backstage/types';
import {
  type BlueprintRegistry,
  authorize,
  chooseNetwork,
  completeDraft,
  type DraftUnit,
  inspectUnits,
  parseUnit,
  refuseRequester,
  unitEntityRef,
  unitNameSchema,
  unitPath,
  validateDraft,
  type Unit,
  type UnitEnvelope,
} from '@plinth/blueprints/schema';
import { requireRequestable } from '@plinth/plugin-environments-node';
import {
  dataFileOf,
  environmentPath,
  hostPathOf,
  readUnit,
} from '@plinth/repository';
import type {
  InfrastructureRepository,
  Snapshot,
} from '@plinth/repository/github';
import type { NetworkHolder, NetworkReservations } from './NetworkReservations';
import { heldReasons, networkOf, overlapReasons } from './networks';
import type { OtherRepositories } from '../repository/OtherRepositories';
import type { ForeignStackSource } from './ForeignStacks';
import {
  RequestFactsReader,
  type RequestContext,
  type RequestFacts,
} from './RequestFacts';

/** A request that may become a pull request. */
export interface ValidRequest {
  readonly unit: Unit;
  /** The network that was chosen for the unit, if the request left that open. */
  readonly allocatedCidr?: string;
}

/**
 * Decides whether a request for a new unit may go ahead. It reads the infrastructure repository and the catalog, and
 * writes nothing but whose network is held until its pull request is open. Every refusal says what is wrong with which value; several are told at once where that is possible.
 */
export class RequestValidator {
  readonly #facts: RequestFactsReader;
  readonly #blueprints: BlueprintRegistry;
  readonly #reservations: NetworkReservations;
  readonly #permissions: PermissionsService;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    blueprints: BlueprintRegistry;
    foreignStacks: ForeignStackSource;
    reservations: NetworkReservations;
    permissions: PermissionsService;
    otherRepositories: OtherRepositories;
  }) {
    this.#facts = new RequestFactsReader(options);
    this.#blueprints = options.blueprints;
    this.#reservations = options.reservations;
    this.#permissions = options.permissions;
  }

  /**
   * Checks a request once, and completes it to a unit.
   *
   * @param data - a unit's data as it was asked for; its network may be missing, and of a tenant the placement
   * @throws InputError for a value that breaks a rule, ConflictError for a name or network that is taken, NotAllowedError for a unit
   * that the requester may not ask for
   */
  async validate(
    data: JsonObject,
    context: RequestContext,
  ): Promise<ValidRequest> {
    refuseName(data);
    // What can be refused without asking anyone is refused before anyone is asked
    const draft = validateDraft(
      data.kind === 'tenant'
        ? await placeTenant(data, context.repository)
        : data,
      this.#blueprints,
    );
    await this.#requireAllowed(draft.envelope, context);
    const facts = await this.#facts.read(
      completeDraft(draft, undefined),
      context,
    );
    refuseTakenName(draft.envelope, facts, context);
    const allocatedCidr = draft.networkIsOpen
      ? await this.#takeNetwork(draft, facts, context)
      : undefined;
    const unit = completeDraft(draft, allocatedCidr);
    try {
      this.#refuse(unit, facts, context);
    } catch (error) {
      await this.#reservations.release(holderOf(unit, context));
      throw error;
    }
    return { unit, allocatedCidr };
  }

  /**
   * Decides again about a unit that was valid: by what the repository and the catalog say now. What the unit says itself has not
   * changed since. Its network is held from here on, so that of two requests that name the same one the first opens its pull
   * request.
   *
   * @throws as `validate`
   */
  async confirm(unit: Unit, context: RequestContext): Promise<void> {
    await this.#requireAllowed(unit, context);
    const facts = await this.#facts.read(unit, context);
    refuseTakenName(unit, facts, context);
    this.#refuse(unit, facts, context);
    await this.#holdNetwork(unit, context);
  }

  #requireAllowed(
    unit: Pick<UnitEnvelope, 'stage' | 'account' | 'blueprint' | 'owner'>,
    { credentials }: RequestContext,
  ): Promise<void> {
    return requireRequestable(unit, {
      permissions: this.#permissions,
      credentials,
    });
  }

  async #holdNetwork(unit: Unit, context: RequestContext): Promise<void> {
    const network = networkOf(unit);
    if (!network) {
      return;
    }
    await this.#reservations.take(holderOf(unit, context), ({ others }) => {
      const reasons = heldReasons(unit, others);
      if (reasons.length > 0) {
        throw new ConflictError(
          `${unit.kind} ${unit.name} is refused: ${reasons.join('; ')}`,
        );
      }
      return network;
    });
  }

  #refuse(
    unit: Unit,
    facts: RequestFacts,
    { requester, groups }: RequestContext,
  ): void {
    const refusal = refuseRequester(
      facts.governance,
      { step: 'create', stage: unit.stage },
      [requester, ...groups],
    );
    const reasons = [
      ...(refusal ? [refusal] : []),
      ...authorize(facts.governance, unit, this.#blueprints),
      ...ownerReasons(unit, facts),
      ...hostReasons(unit, facts, this.#blueprints),
      ...overlapReasons(unit, facts.occupied),
    ];
    if (reasons.length > 0) {
      throw new InputError(
        `${unit.kind} ${unit.name} is refused: ${reasons.join('; ')}`,
      );
    }
  }

  /**
   * The network of the same request made before, so that repeating it changes nothing; else the next free one.
   *
   * @throws ConflictError when there is none left
   */
  async #takeNetwork(
    draft: DraftUnit,
    { own, occupied }: RequestFacts,
    context: RequestContext,
  ): Promise<string> {
    const { repository } = context;
    const earlier =
      own &&
      (await readUnit(repository.at(own.headCommit), unitPath(draft.envelope)));
    const asked = earlier && networkOf(earlier.unit);
    const network = await this.#reservations.take(
      holderOf(draft.envelope, context),
      ({ others, before }) =>
        chooseNetwork(draft, this.#blueprints, {
          taken: [...occupied, ...others].map(({ cidr }) => cidr),
          preferred: [asked, before].filter(cidr => cidr !== undefined),
        }),
    );
    if (!network) {
      throw new ConflictError(
        'parameters.cidr: every /16 of 10.0.0.0/8 is taken; name a free block yourself',
      );
    }
    return network;
  }
}

function holderOf(
  { name }: Pick<Unit, 'name'>,
  { repository }: RequestContext,
): NetworkHolder {
  return { repository: repository.reference.fullName, request: name };
}

/** A bad name is told alone: every other message would have to quote it. */
function refuseName(data: JsonObject): void {
  const result = unitNameSchema.safeParse(data.name);
  if (!result.success) {
    parseUnit(data);
  }
}

function refuseTakenName(
  { name, account, region }: Pick<Unit, 'name' | 'account' | 'region'>,
  {
    folder,
    elsewhere,
    isInCatalog,
    stackOwner,
    foreignStacks,
    own,
  }: RequestFacts,
  { repository, requester }: RequestContext,
): void {
  const { reference } = repository;
  if (folder) {
    throw new ConflictError(
      `name: ${name} is taken by ${folder} on ${reference.branch} of ${reference.url}; choose another name`,
    );
  }
  if (elsewhere) {
    throw new ConflictError(
      `name: ${name} is taken by ${elsewhere}, and all infrastructure repositories share one set of names; choose another name`,
    );
  }
  if (isInCatalog) {
    throw new ConflictError(
      `name: ${name} is taken by ${unitEntityRef({ name })} in the catalog; choose another name`,
    );
  }
  if (stackOwner) {
    throw new ConflictError(
      `name: ${name} is taken by a stack of ${stackOwner} in account ${account}, ${region}, whose content a deployment would replace; choose another name`,
    );
  }
  const [foreign] = foreignStacks;
  if (foreign) {
    throw new ConflictError(
      `name: ${name} would take stack ${foreign.name} in account ${foreign.account}, ${foreign.region}, which is no unit's: a deployment would replace what it holds; choose another name`,
    );
  }
  if (own && own.marker?.requester !== requester) {
    throw new ConflictError(
      `name: ${name} is already asked for by ${own.marker?.requester ?? 'someone else'} in pull request #${own.number}, ${own.url}; choose another name, or talk to them`,
    );
  }
}

/** A tenant lives where its environment lives; what the request leaves open is taken from there. */
async function placeTenant(
  data: JsonObject,
  repository: InfrastructureRepository,
): Promise<JsonObject> {
  if (!unitNameSchema.safeParse(data.environment).success) {
    return data;
  }
  const main: Snapshot = await repository.main();
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

function ownerReasons(unit: Unit, { ownerExists }: RequestFacts): string[] {
  return ownerExists
    ? []
    : [
        `owner: ${unit.owner} is not in the catalog; choose a group or user that is`,
      ];
}

function hostReasons(
  unit: Unit,
  { environment }: RequestFacts,
  blueprints: BlueprintRegistry,
): string[] {
  return hostPathOf(unit)
    ? inspectUnits(environment ? [environment, unit] : [unit], blueprints).map(
        ({ parameter, message }) => `${parameter}: ${message}`,
      )
    : [];
}
