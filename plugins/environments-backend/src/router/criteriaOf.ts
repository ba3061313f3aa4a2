import {
  AuthorizeResult,
  type PermissionCondition,
  type PermissionCriteria,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { unitRules } from '@plinth/plugin-environments-node';
import { z } from 'zod';
import { allOf, anyOf, not, type UnitCriteria } from '../store';

const values = z.array(z.string());

/** What a rule says of units when it has parameters that fit. */
function rule<T>(
  params: z.ZodType<T>,
  criteria: (params: T) => UnitCriteria,
): (given: unknown) => UnitCriteria {
  return given => {
    const { data } = params.safeParse(given);
    return data === undefined ? 'undecided' : criteria(data);
  };
}

/**
 * Rules on entities that the kept rows of units decide: our own, and of the catalog's those that concern whole kinds, owners and
 * names. Each says of a unit what its `apply` says of the unit's entity.
 */
const RULES = new Map([
  [
    unitRules.isInStage.name,
    rule(z.object({ stages: values }), ({ stages }) => ({
      column: 'stage',
      values: stages,
    })),
  ],
  [
    unitRules.isInAccount.name,
    rule(z.object({ accounts: values }), ({ accounts }) => ({
      column: 'account',
      values: accounts,
    })),
  ],
  [
    unitRules.isOfBlueprint.name,
    rule(z.object({ blueprints: values }), ({ blueprints }) => ({
      column: 'blueprintName',
      values: blueprints,
    })),
  ],
  [
    'IS_ENTITY_OWNER',
    rule(z.object({ claims: values }), ({ claims }) => ({
      column: 'ownedBy',
      values: claims,
    })),
  ],
  [
    'IS_ENTITY_KIND',
    rule(z.object({ kinds: values }), ({ kinds }) =>
      kinds.some(kind => kind.toLowerCase() === 'resource') ? 'all' : [],
    ),
  ],
  [
    'HAS_METADATA',
    rule(
      z.object({ key: z.string(), value: z.string().optional() }),
      ({ key, value }) => {
        if (key.toLowerCase() !== 'name') {
          return 'undecided';
        }
        return value === undefined
          ? 'all'
          : [`resource:default/${value.toLowerCase()}`];
      },
    ),
  ],
]);

/**
 * What a policy's decision about entities says of units, by what is kept of them. Undecided where a rule looks at something else of an entity, or
 * where the decision is about other resources.
 */
export function criteriaOf(decision: PolicyDecision): UnitCriteria {
  if (decision.result !== AuthorizeResult.CONDITIONAL) {
    return decision.result === AuthorizeResult.ALLOW ? 'all' : [];
  }
  return decision.pluginId === 'catalog' &&
    decision.resourceType === 'catalog-entity'
    ? ofConditions(decision.conditions)
    : 'undecided';
}

function ofConditions(
  conditions: PermissionCriteria<PermissionCondition>,
): UnitCriteria {
  if ('allOf' in conditions) {
    return allOf(conditions.allOf.map(ofConditions));
  }
  if ('anyOf' in conditions) {
    return anyOf(conditions.anyOf.map(ofConditions));
  }
  if ('not' in conditions) {
    return not(ofConditions(conditions.not));
  }
  return RULES.get(conditions.rule)?.(conditions.params) ?? 'undecided';
}
