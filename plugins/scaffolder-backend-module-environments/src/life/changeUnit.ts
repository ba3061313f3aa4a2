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
  hostPathOf,
  readGovernance,
  readUnit,
} from '@plinth/repository';
import type { Snapshot } from '@plinth/repository/github';
import type { UnitChange } from './UnitChange';

/**
 * What a change of a unit's own values makes of its folder.
 *
 * @param meant - parameters that change by this step alone, and by no other
 *
 * @throws InputError if nothing differs; or that tells all reasons why the unit must not become that one: its own rules, the
 * governance phase, its environment, and what a deployed unit must not change in place
 */
export async function changeUnit(
  main: Snapshot,
  path: string,
  before: Unit,
  after: Unit,
  blueprints: BlueprintRegistry,
  meant: readonly string[] = [],
): Promise<Pick<UnitChange, 'before' | 'after' | 'differences' | 'files'>> {
  const file = dataFileOf(path);
  const found = differences(before, after);
  if (found.length === 0) {
    throw new InputError(
      `${file} says all of that already, itself or by the defaults of its stage, so there is nothing to change`,
    );
  }
  const text = (await main.read(file)) ?? '';
  const content = editUnitText(text, before, after);
  validateUnit(after, blueprints);
  refuse(after, [
    ...inspectChange(before, after, blueprints, meant).map(
      ({ parameter, message }) => `${parameter}: ${message}`,
    ),
    ...(await unauthorized(main, after, blueprints)),
  ]);
  return {
    before,
    after,
    differences: found,
    files: [{ path: file, content }],
  };
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
    ...(await hostReasons(main, unit, blueprints)),
  ];
}

function refuse(after: Unit, reasons: readonly string[]): void {
  if (reasons.length > 0) {
    throw new InputError(
      `The change of ${after.kind} ${after.name} is refused: ${reasons.join('; ')}`,
    );
  }
}

async function hostReasons(
  main: Snapshot,
  unit: Unit,
  blueprints: BlueprintRegistry,
): Promise<string[]> {
  const path = hostPathOf(unit);
  if (!path) {
    return [];
  }
  const environment = await readUnit(main, path);
  return inspectUnits(
    environment ? [environment.unit, unit] : [unit],
    blueprints,
  ).map(({ parameter, message }) => `${parameter}: ${message}`);
}
