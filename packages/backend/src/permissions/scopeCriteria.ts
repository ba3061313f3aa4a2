import type {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import { catalogConditions } from '@backstage/plugin-catalog-backend/alpha';
import {
  requestedUnitConditions,
  unitConditions,
} from '@plinth/plugin-environments-node';
import type { AccessRoles, Scope } from './AccessRoles';

type Criteria<T extends string> = PermissionCriteria<PermissionCondition<T>>;

/** How a kind of resource says what scopes are made of. */
export interface Vocabulary<T extends string> {
  own(claims: string[]): Criteria<T>;
  stages(stages: string[]): Criteria<T>;
  accounts(accounts: string[]): Criteria<T>;
  blueprints(blueprints: string[]): Criteria<T>;
}

/** Of environments, tenants and stacks that are in the catalog. */
export const ENTITIES: Vocabulary<'catalog-entity'> = {
  own: claims => catalogConditions.isEntityOwner({ claims }),
  stages: stages => unitConditions.isInStage({ stages }),
  accounts: accounts => unitConditions.isInAccount({ accounts }),
  blueprints: blueprints => unitConditions.isOfBlueprint({ blueprints }),
};

/** Of units that are asked for. */
export const REQUESTED: Vocabulary<'requested-unit'> = {
  own: claims => requestedUnitConditions.hasOwner({ claims }),
  stages: stages => requestedUnitConditions.hasStage({ stages }),
  accounts: accounts => requestedUnitConditions.hasAccount({ accounts }),
  blueprints: blueprints =>
    requestedUnitConditions.hasBlueprint({ blueprints }),
};

/** What a decision comes to: always, never, or if the resource fits. */
export type Reach<T extends string> = 'always' | 'never' | Criteria<T>;

/** When one of the scopes reaches a resource that is not reserved. */
export function reachOf<T extends string>(
  scopes: ReadonlyArray<Scope | undefined>,
  words: Vocabulary<T>,
  options: {
    /** Who asks, and for whom they speak. */
    claims: readonly string[];
    reserved?: AccessRoles['reserved'];
  },
): Reach<T> {
  const granted = scopes.flatMap(scope => scope ?? []);
  if (granted.length === 0) {
    return 'never';
  }
  const each = granted.map(scope => criteriaOf(scope, words, options.claims));
  const reached = each.some(criteria => criteria.length === 0)
    ? []
    : [anyOf(each.map(allOf))];
  const { stages = [], blueprints = [] } = options.reserved ?? {};
  const free = [
    ...(stages.length ? [{ not: words.stages([...stages]) }] : []),
    ...(blueprints.length ? [{ not: words.blueprints([...blueprints]) }] : []),
  ];
  const all = [...reached, ...free];
  return all.length === 0 ? 'always' : allOf(all);
}

function criteriaOf<T extends string>(
  { own, stages, accounts, blueprints }: Scope,
  words: Vocabulary<T>,
  claims: readonly string[],
): Array<Criteria<T>> {
  return [
    ...(own ? [words.own([...claims])] : []),
    ...(stages ? [words.stages([...stages])] : []),
    ...(accounts ? [words.accounts([...accounts])] : []),
    ...(blueprints ? [words.blueprints([...blueprints])] : []),
  ];
}

function allOf<T extends string>(criteria: Array<Criteria<T>>): Criteria<T> {
  const [first, ...others] = criteria;
  return others.length === 0 ? first : { allOf: [first, ...others] };
}

function anyOf<T extends string>(criteria: Array<Criteria<T>>): Criteria<T> {
  const [first, ...others] = criteria;
  return others.length === 0 ? first : { anyOf: [first, ...others] };
}
