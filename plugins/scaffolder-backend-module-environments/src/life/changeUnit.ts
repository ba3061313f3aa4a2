import { InputError } from '@backstage/errors';
import {
  authorize,
  type BlueprintRegistry,
  inspectChange,
  inspectUnits,
  type Unit,
  validateUnit,
} from '@plinth/blueprints/schema';
import {
  dataFileOf,
  differences,
  editUnitText,
  environmentPathOf,
  readGovernance,
  readUnit,
  type UnitFile,
} from '@plinth/repository';
import type { Snapshot } from '@plinth/repository/github';

/**
 * Refuses a unit that must not become this one: its own rules, the governance phase, its environment, and what a deployed
 * unit must not change in place.
 *
 * @throws InputError that tells all reasons
 */
export async function requireChange(
  main: Snapshot,
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
): Promise<void> {
  validateUnit(after, blueprints);
  refuse(after, [
    ...inspectChange(before, after, blueprints).map(
      ({ parameter, message }) => `${parameter}: ${message}`,
    ),
    ...(await unauthorized(main, after, blueprints)),
  ]);
}

/**
 * Refuses a unit that the governance phase does not authorize, or that does not fit its environment.
 *
 * @throws InputError that tells all reasons
 */
export async function requireAuthorized(
  main: Snapshot,
  unit: Unit,
  blueprints: BlueprintRegistry,
): Promise<void> {
  refuse(unit, await unauthorized(main, unit, blueprints));
}

async function unauthorized(
  main: Snapshot,
  unit: Unit,
  blueprints: BlueprintRegistry,
): Promise<string[]> {
  return [
    ...authorize(await readGovernance(main), unit, blueprints),
    ...(await tenancyReasons(main, unit, blueprints)),
  ];
}

function refuse(after: Unit, reasons: readonly string[]): void {
  if (reasons.length > 0) {
    throw new InputError(
      `The change of ${after.kind} ${after.name} is refused: ${reasons.join('; ')}`,
    );
  }
}

/**
 * The unit's data file with what differs written into it.
 *
 * @throws InputError if nothing differs
 */
export async function editDataFile(
  main: Snapshot,
  path: string,
  before: Unit,
  after: Unit,
): Promise<UnitFile> {
  const file = dataFileOf(path);
  if (differences(before, after).length === 0) {
    throw new InputError(
      `${file} says all of that already, itself or by the defaults of its stage, so there is nothing to change`,
    );
  }
  const text = (await main.read(file)) ?? '';
  return { path: file, content: editUnitText(text, before, after) };
}

async function tenancyReasons(
  main: Snapshot,
  unit: Unit,
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
