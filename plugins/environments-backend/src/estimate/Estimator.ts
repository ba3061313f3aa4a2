import { InputError, NotFoundError } from '@backstage/errors';
import {
  type BlueprintRegistry,
  type BlueprintSchema,
  chooseNetwork,
  completeDraft,
  NETWORK_PARAMETER,
  type Unit,
  validateDraft,
} from '@plinth/blueprints/schema';
import type {
  Estimate,
  EstimateRequest,
} from '@plinth/plugin-environments-common';
import canonicalize from 'canonicalize';
import { EstimateTurns } from './EstimateTurns';

/** Makes and prices the templates of a unit: what needs CDK, and so runs outside the portal's own thread. */
export interface UnitPricer {
  price(unit: Unit): Promise<Estimate>;
}

/** Requests whose estimates are kept: a form asks for the same one again and again, and a task of the scaffolder twice. */
const KEPT = 1_000;

/** What every unit has and no price depends on; nor does one on its network. */
const PLACEHOLDERS = {
  name: 'estimate',
  owner: 'group:default/estimate',
  monthlyBudget: 100,
};

/**
 * A unit of that price: any two requests that differ in nothing which has one give the same, so that what the form has shown need not be
 * made again for the pull request, whose unit has got its network by then.
 */
function toUnit(
  request: EstimateRequest,
  blueprint: BlueprintSchema,
  blueprints: BlueprintRegistry,
): Unit {
  const draft = validateDraft(
    {
      ...PLACEHOLDERS,
      ...(request.name ? { name: request.name } : {}),
      kind: blueprint.kind,
      blueprint: blueprint.name,
      version: blueprint.version,
      stage: request.stage,
      account: request.account,
      region: request.region,
      ...(blueprint.kind === 'tenant'
        ? { environment: request.environment || 'environment' }
        : {}),
      parameters: request.parameters,
    },
    blueprints,
  );
  const priced = {
    ...draft,
    envelope: { ...draft.envelope, name: PLACEHOLDERS.name },
    networkIsOpen: draft.networkIsOpen || NETWORK_PARAMETER in draft.chosen,
  };
  return completeDraft(priced, chooseNetwork(priced, blueprints));
}

/** Prices units before they exist. */
export class Estimator {
  readonly #blueprints: BlueprintRegistry;
  readonly #pricer: UnitPricer;
  readonly #turns = new EstimateTurns();
  readonly #kept = new Map<string, Promise<Estimate>>();

  constructor(options: { blueprints: BlueprintRegistry; pricer: UnitPricer }) {
    this.#blueprints = options.blueprints;
    this.#pricer = options.pricer;
  }

  /**
   * The monthly cost of a unit. Throws a `NotFoundError` for an unknown blueprint, an `InputError` that names each
   * parameter that breaks a rule, and a `TooManyRequestsError` when too many of the person's wait already.
   *
   * @param options.person - who asks; others of the portal's own services are not limited
   * @param options.signal - aborted when the person waits no more: what has not begun then is not made
   */
  async estimate(
    request: EstimateRequest,
    options: { person?: string; signal?: AbortSignal } = {},
  ): Promise<Estimate> {
    const { blueprint: name, version } = request;
    const blueprint = version
      ? this.#blueprints.find(name, version)
      : this.#blueprints.newest(name);
    if (!blueprint) {
      throw new NotFoundError(
        `There is no blueprint ${name}${version ? `@${version}` : ''}`,
      );
    }
    // A mistake is answered at once, without waking the worker.
    const unit = toUnit(request, blueprint, this.#blueprints);
    const key = canonicalize(unit);
    if (key === undefined) {
      throw new InputError('The parameters are not JSON');
    }
    const make = async () => this.#kept.get(key) ?? this.#price(key, unit);
    return this.#kept.has(key) || options.person === undefined
      ? make()
      : this.#turns.take(options.person, make, options.signal);
  }

  #price(key: string, unit: Unit): Promise<Estimate> {
    const estimate = this.#pricer.price(unit);
    this.#kept.set(key, estimate);
    estimate.catch(() => this.#kept.delete(key));
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > KEPT && !oldest.done) {
      this.#kept.delete(oldest.value);
    }
    return estimate;
  }
}
