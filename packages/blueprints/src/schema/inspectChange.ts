import { isDeepStrictEqual } from 'node:util';
import type { Parameters } from './blueprint';
import type { BlueprintRegistry } from './BlueprintRegistry';
import type { FixedParameter } from './fixedParameters';
import { type Issue, quoteValue } from './issue';
import type { Unit } from './unit';
import { inspectUnit, resolveParameters } from './validate';

/**
 * Why a unit that is deployed must not become another one in place; empty means it may. What is told are the values that
 * lead to a loss: of data, of an address, of the stack itself. Rules of the unit as such are those of `inspectUnit`.
 *
 * @param meant - parameters whose change is what is asked for, by a step of their own
 */
export function inspectChange(
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
  meant: readonly string[] = [],
): Issue[] {
  const moved = inspectPlace(before, after);
  if (moved.length > 0 || !areValid([before, after], blueprints)) {
    return moved;
  }
  const fixed = inspectFixed(
    before,
    after,
    blueprints,
    (_rule, name) => !meant.includes(name),
  );
  const told = new Set(fixed.map(({ parameter }) => parameter));
  const [was, willBe] = [before, after].map(unit =>
    resolveParameters(unit, blueprints),
  );
  const blueprint = blueprints.find(after.blueprint, after.version);
  const others = [
    ...(blueprint?.checkChange?.(was, willBe) ?? []),
    ...(blueprint?.refuseChange?.(was, willBe) ?? []),
  ];
  return [...fixed, ...others.filter(({ parameter }) => !told.has(parameter))];
}

/** What no pull request may do, be it made by hand: those of them that AWS itself refuses, and what the blueprint does. */
export function inspectRefusedChange(
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
): Issue[] {
  if (
    inspectPlace(before, after).length > 0 ||
    !areValid([before, after], blueprints)
  ) {
    return [];
  }
  const [was, willBe] = [before, after].map(unit =>
    resolveParameters(unit, blueprints),
  );
  return [
    ...inspectFixed(
      before,
      after,
      blueprints,
      ({ refusedByAws }) => refusedByAws === true,
    ),
    ...(blueprints
      .find(after.blueprint, after.version)
      ?.refuseChange?.(was, willBe) ?? []),
  ];
}

function areValid(
  units: readonly Unit[],
  blueprints: BlueprintRegistry,
): boolean {
  return units.every(unit => inspectUnit(unit, blueprints).length === 0);
}

/** What the rules that are asked for say of two valid units. */
function inspectFixed(
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
  asked: (rule: FixedParameter, name: string) => boolean,
): Issue[] {
  const blueprint = blueprints.find(after.blueprint, after.version);
  const [was, willBe] = [before, after].map(unit =>
    resolveParameters(unit, blueprints),
  );
  const known = blueprints.find(before.blueprint, before.version)?.names ?? [];
  return Object.entries(blueprint?.fixed ?? {}).flatMap(([name, rule]) =>
    // What the earlier version did not have is not changed by getting a value
    rule && known.includes(name) && asked(rule, name)
      ? (refusal(name, rule, was, willBe) ?? [])
      : [],
  );
}

function refusal(
  name: string,
  { why, instead, allows }: FixedParameter,
  before: Parameters,
  after: Parameters,
): Issue | undefined {
  const [from, to] = [before[name], after[name]];
  return isDeepStrictEqual(from, to) || allows?.(from, to, before)
    ? undefined
    : {
        parameter: `parameters.${name}`,
        message: `cannot change from ${quoteValue(from)} to ${quoteValue(to)}: ${why}; ${instead}`,
      };
}

const PLACE = [
  'kind',
  'name',
  'blueprint',
  'stage',
  'account',
  'region',
] as const;

function inspectPlace(before: Unit, after: Unit): Issue[] {
  const moved: Issue[] = PLACE.filter(key => before[key] !== after[key]).map(
    key => ({
      parameter: key,
      message: `cannot change from ${quoteValue(before[key])} to ${quoteValue(after[key])}: the stack would be left behind; create a unit of another name, move the data, then decommission this one`,
    }),
  );
  return before.kind === 'tenant' &&
    after.kind === 'tenant' &&
    before.environment !== after.environment
    ? [
        ...moved,
        {
          parameter: 'environment',
          message: `cannot change from ${quoteValue(before.environment)} to ${quoteValue(after.environment)}: the tenant's data lives there; create a tenant of another name, move the data, then decommission this one`,
        },
      ]
    : moved;
}
