import { InputError } from '@backstage/errors';
import type { JsonValue } from '@backstage/types';
import {
  type BlueprintRegistry,
  type EnvironmentUnit,
  inspectChange,
  quoteValue,
  refusePromotion,
  resolveParameters,
  type Unit,
} from '@plinth/blueprints/schema';
import { editedUnit, readGovernance } from '@plinth/repository';
import { isDeepStrictEqual } from 'node:util';
import { cell, table } from '../publish/markdown';
import { changeUnit } from './changeUnit';
import type { LifeRequestOf } from './LifeRequest';
import { notesOf, refuseUnnamed, versionsTo } from './planUpgrade';
import { refuseStale } from './refuseStale';
import { requireUnitOnMain } from './requireUnitOnMain';
import type { LifeContext, UnitChange } from './UnitChange';

/**
 * What a request that an environment gets the version and the values of another one makes of it. What the other one leaves
 * to the defaults of its stage is not carried, nor what says where an environment stands.
 *
 * @param target - of the environment that gets the values
 * @param source - of the one that they come from
 */
export async function planPromotion(
  request: LifeRequestOf<'promote'>,
  target: LifeContext,
  source: LifeContext,
  blueprints: BlueprintRegistry,
): Promise<UnitChange> {
  const main = await target.repository.main();
  const before = environment(await requireUnitOnMain(main, target.path));
  const from = environment(
    await requireUnitOnMain(await source.repository.main(), source.path),
  );
  refuseStale(before, request.seen);
  refuseStale(from, request.seenFrom);
  refusePair(from, before);
  const skipped = refusePromotion(
    await readGovernance(main),
    from.stage,
    before.stage,
  );
  if (skipped) {
    throw new InputError(`from: ${skipped}`);
  }
  const steps =
    from.version === before.version
      ? []
      : versionsTo(before, from.version, blueprints);
  refuseUnnamed(before, { ...request, version: from.version }, steps);
  const { carried, staying } = divide(request, from, before, blueprints);
  const after = editedUnit(before, {
    version: from.version,
    parameters: carried,
  });
  return {
    ...(await changeUnit(main, target.path, before, after, blueprints)),
    title: `Promote ${from.name} to environment ${after.name} (${after.stage}, ${after.region})`,
    notes: [
      ...notesOf(steps),
      stageTable(from, before, after, staying, blueprints),
    ],
    labels: ['promote'],
  };
}

function environment(unit: Unit): EnvironmentUnit {
  if (unit.kind !== 'environment') {
    throw new InputError(
      `${unit.name} is a tenant; only environments are promoted, and tenants follow the one that they are in`,
    );
  }
  return unit;
}

function refusePair(from: Unit, to: Unit): void {
  if (from.name === to.name) {
    throw new InputError(
      `from: ${from.name} cannot be promoted to itself; choose another environment`,
    );
  }
  if (from.blueprint !== to.blueprint) {
    throw new InputError(
      `from: ${from.name} is made from ${from.blueprint}, and ${to.name} from ${to.blueprint}, so their parameters mean different things`,
    );
  }
}

/** Parameters of the source by whether they are carried; those that stay, with the reason. */
interface Divided {
  readonly carried: Readonly<Record<string, unknown>>;
  readonly staying: ReadonlyMap<string, string>;
}

function divide(
  { keep = [] }: LifeRequestOf<'promote'>,
  from: Unit,
  to: Unit,
  blueprints: BlueprintRegistry,
): Divided {
  const asked = (blueprints.find(from.blueprint, from.version)?.jsonSchema()
    .properties ?? {}) as Record<string, { ofPlace?: boolean }>;
  const unknown = keep.filter(name => !(name in asked));
  if (unknown.length > 0) {
    throw new InputError(
      `keep: ${from.blueprint} ${from.version} has no parameter ${unknown.map(quoteValue).join(', ')}; it has ${Object.keys(asked).join(', ')}`,
    );
  }
  const holding = resolveParameters(to, blueprints);
  const staying = new Map<string, string>();
  const carried: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(from.parameters)) {
    if (isDeepStrictEqual(holding[name], value)) {
      continue;
    }
    if (!(name in asked) || asked[name].ofPlace) {
      staying.set(name, 'says where an environment stands');
    } else if (keep.includes(name)) {
      staying.set(name, 'is kept, as was asked for');
    } else if (isFixed(name, value, from, to, blueprints)) {
      staying.set(name, 'cannot change in place');
    } else {
      carried[name] = value;
    }
  }
  return { carried, staying };
}

function isFixed(
  name: string,
  value: unknown,
  { version }: Unit,
  to: Unit,
  blueprints: BlueprintRegistry,
): boolean {
  const alone = editedUnit(to, { version, parameters: { [name]: value } });
  return inspectChange(to, alone, blueprints).some(
    ({ parameter }) => parameter === `parameters.${name}`,
  );
}

/** Where both agree after the promotion, and where they differ and why. */
function stageTable(
  from: Unit,
  before: Unit,
  after: Unit,
  staying: ReadonlyMap<string, string>,
  blueprints: BlueprintRegistry,
): string {
  const [theirs, was, willBe] = [from, before, after].map(unit =>
    resolveParameters(unit, blueprints),
  );
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(willBe)])];
  const agreement = (name: string) => {
    if (!isDeepStrictEqual(theirs[name], willBe[name])) {
      return `differs: ${staying.get(name) ?? 'the stage or the environment has its own'}`;
    }
    return isDeepStrictEqual(was[name], willBe[name])
      ? 'agrees'
      : 'agrees from now on';
  };
  return table([
    [
      'Parameter',
      `${cell(from.name)} (${from.stage})`,
      `${cell(after.name)} (${after.stage})`,
      'Then',
    ],
    ...names
      .sort()
      .map(name => [
        cell(name),
        tell(theirs[name]),
        tell(willBe[name]),
        agreement(name),
      ]),
  ]);
}

function tell(of: unknown): string {
  return of === undefined ? 'none' : cell(of as JsonValue);
}
