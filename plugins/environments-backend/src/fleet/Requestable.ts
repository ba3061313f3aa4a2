import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { type BlueprintRegistry, STAGES } from '@plinth/blueprints/schema';
import type {
  Blueprint,
  PlacementList,
  Stage,
} from '@plinth/plugin-environments-common';
import {
  requestableBy,
  type RequestedUnit,
} from '@plinth/plugin-environments-node';
import type { Callers } from '../requests/Caller';

/** Where nobody has configured an account. */
const ANY_ACCOUNT = '';

/**
 * What somebody may ask for, as far as a form can tell before it is filled in: something is reserved if nothing of it may be asked
 * for, whoever of the caller's is to own it. The request itself decides.
 */
export class Requestable {
  readonly #blueprints: BlueprintRegistry;
  readonly #permissions: PermissionsService;
  readonly #accounts: readonly string[];
  readonly #callers: Pick<Callers, 'claimsOf'>;

  constructor(options: {
    blueprints: BlueprintRegistry;
    permissions: PermissionsService;
    accounts: ReadonlyArray<{ id: string }>;
    callers: Pick<Callers, 'claimsOf'>;
  }) {
    this.#blueprints = options.blueprints;
    this.#permissions = options.permissions;
    this.#accounts = options.accounts.map(({ id }) => id);
    this.#callers = options.callers;
  }

  /** The same placements, each with the stages at which the caller may ask for nothing there. */
  async placements(
    list: PlacementList,
    credentials: BackstageCredentials,
  ): Promise<PlacementList> {
    const mayRequest = await this.#decide(credentials);
    const isReserved = (stage: Stage, account: string) =>
      !this.#blueprints
        .all()
        .some(
          ({ name, stages }) =>
            stages.includes(stage) &&
            mayRequest({ stage, account, blueprint: name }),
        );
    return {
      ...list,
      items: list.items.map(item => ({
        ...item,
        reserved: item.stages.filter(stage => isReserved(stage, item.account)),
      })),
    };
  }

  /** The same blueprints, each with whether the caller may ask for it nowhere. */
  async described(
    blueprints: readonly Blueprint[],
    credentials: BackstageCredentials,
  ): Promise<Blueprint[]> {
    const mayRequest = await this.#decide(credentials);
    const accounts = [...this.#accounts, ANY_ACCOUNT];
    return blueprints.map(blueprint => ({
      ...blueprint,
      reserved: !STAGES.some(
        stage =>
          blueprint.stages.includes(stage) &&
          accounts.some(account =>
            mayRequest({ stage, account, blueprint: blueprint.name }),
          ),
      ),
    }));
  }

  async #decide(
    credentials: BackstageCredentials,
  ): Promise<(unit: Omit<RequestedUnit, 'owner'>) => boolean> {
    const [mayRequest, claims] = await Promise.all([
      requestableBy({ permissions: this.#permissions, credentials }),
      this.#callers.claimsOf(credentials),
    ]);
    const owners = [...claims, ''];
    return unit => owners.some(owner => mayRequest({ ...unit, owner }));
  }
}
