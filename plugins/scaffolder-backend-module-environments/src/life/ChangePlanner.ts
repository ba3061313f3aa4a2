import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import {
  refuseRequester,
  type BlueprintRegistry,
} from '@plinth/blueprints/schema';
import {
  environmentDeletePermission,
  environmentReadPermission,
  environmentUpdatePermission,
} from '@plinth/plugin-environments-common';
import { readGovernance, requestBranch, requestKey } from '@plinth/repository';
import { z } from 'zod';
import type { DeploymentHistory } from './DeploymentHistory';
import type { DriftSource } from './DriftSource';
import { lifeRequestSchema, type LifeRequest } from './LifeRequest';
import { planChange } from './planChange';
import { planDecommission } from './planDecommission';
import { planFailover } from './planFailover';
import { planPromotion } from './planPromotion';
import { planRepair } from './planRepair';
import { planRollBack } from './planRollBack';
import { planUpgrade } from './planUpgrade';
import type { LifeContext, UnitChange } from './UnitChange';
import type { UnitFinder } from './UnitFinder';

/** A request that may become a pull request, and what it changes. */
export interface PlannedChange {
  readonly request: LifeRequest;
  readonly change: UnitChange;
  readonly context: LifeContext;
}

/** Decides what a request for a unit that exists changes, or why it may not. It reads, and writes nothing. */
export class ChangePlanner {
  readonly #units: UnitFinder;
  readonly #blueprints: BlueprintRegistry;
  readonly #history: DeploymentHistory;
  readonly #drift: DriftSource;

  constructor(options: {
    units: UnitFinder;
    blueprints: BlueprintRegistry;
    history: DeploymentHistory;
    drift: DriftSource;
  }) {
    this.#units = options.units;
    this.#blueprints = options.blueprints;
    this.#history = options.history;
    this.#drift = options.drift;
  }

  /**
   * @param input - a `LifeRequest`, of which nothing has been checked
   * @param options.person - entity references of who asks, and of the groups that they are in
   *
   * @throws InputError for a value that breaks a rule, ConflictError for one that has become outdated or a unit that another
   * request changes already
   */
  async plan(
    input: unknown,
    {
      credentials,
      person,
    }: { credentials: BackstageCredentials; person: readonly string[] },
  ): Promise<PlannedChange> {
    const request = parseRequest(input);
    const context = await this.#units.find(request.entityRef, {
      credentials,
      permission: permissionFor(request),
    });
    await refuseConcurrent(request, context);
    const change = await this.#change(request, context, credentials);
    await requireRequester(request, change, context, person);
    return { request, change, context };
  }

  async #change(
    request: LifeRequest,
    context: LifeContext,
    credentials: BackstageCredentials,
  ): Promise<UnitChange> {
    switch (request.intent) {
      case 'decommission':
        return planDecommission(request, context, this.#blueprints);
      case 'rollback':
        return planRollBack(request, context, this.#blueprints, commit =>
          this.#history.wasDeployed(context.entityRef, commit, {
            credentials,
          }),
        );
      case 'promote':
        return planPromotion(
          request,
          context,
          await this.#units.find(request.from, {
            credentials,
            field: 'from',
            permission: environmentReadPermission,
          }),
          this.#blueprints,
        );
      case 'repair':
        return planRepair(
          request,
          context,
          this.#blueprints,
          this.#drift.of(context.entityRef, credentials),
        );
      case 'failover':
        return planFailover(request, context, this.#blueprints);
      case 'upgrade':
        return planUpgrade(request, context, this.#blueprints);
      default:
        return planChange(request, context, this.#blueprints);
    }
  }
}

/** What somebody must be allowed to ask for a unit's change, or its end. */
export function permissionFor({ intent }: Pick<LifeRequest, 'intent'>) {
  return intent === 'decommission'
    ? environmentDeletePermission
    : environmentUpdatePermission;
}

function parseRequest(input: unknown): LifeRequest {
  const result = lifeRequestSchema.safeParse(input);
  if (!result.success) {
    throw new InputError(
      `The request is refused: ${z.prettifyError(result.error).replace(/\s+/g, ' ')}`,
    );
  }
  return result.data;
}

/** Governance may keep a step to some people, at the stage that the unit has or gets. */
async function requireRequester(
  { intent }: LifeRequest,
  { before, after }: UnitChange,
  { repository, entityRef }: LifeContext,
  person: readonly string[],
): Promise<void> {
  const governance = await readGovernance(await repository.main());
  for (const { stage } of [before, after]) {
    const refusal = refuseRequester(
      governance,
      { step: intent, stage },
      person,
    );
    if (refusal) {
      throw new NotAllowedError(`${entityRef}: ${refusal}`);
    }
  }
}

/** Two open requests for one unit would be decided without knowing of each other. */
async function refuseConcurrent(
  { intent }: LifeRequest,
  { repository, entityRef, path }: LifeContext,
): Promise<void> {
  const own = requestBranch(
    requestKey({
      repository: repository.reference.fullName,
      intent,
      name: path.split('/')[1],
    }),
  );
  const other = (await repository.openRequests()).find(
    ({ branch, marker }) => branch !== own && marker?.entity === entityRef,
  );
  if (other) {
    throw new ConflictError(
      `${entityRef} is already the subject of pull request #${other.number}, ${other.url}; merge or close that one first`,
    );
  }
}
