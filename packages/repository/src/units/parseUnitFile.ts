import { InputError, toError } from '@backstage/errors';
import { parseUnit, unitPath, type Unit } from '@plinth/blueprints/schema';
import { dataFileName } from '../layout/layout';
import type { BrokenUnit, UnitFolder } from './UnitFolder';

/**
 * Makes a unit of the text of its `environment.json` or `tenant.json`, or says why that is none. The folder must agree
 * with what the file says about kind and name, so that a path can be trusted to identify the unit.
 *
 * @param text - undefined if the folder has no such file
 */
export function parseUnitFile(
  path: string,
  text: string | undefined,
): UnitFolder | BrokenUnit {
  const file = dataFileName(path);
  if (text === undefined) {
    return {
      path,
      message: `${file} is missing; add it or remove the folder`,
    };
  }
  let unit: Unit;
  try {
    unit = parseUnit(JSON.parse(text));
  } catch (error) {
    return {
      path,
      message: `${file} is no valid unit: ${toError(error).message}`,
    };
  }
  const expected = unitPath(unit);
  if (expected !== path) {
    return {
      path,
      message: `${file} describes ${expected}; name and kind must be those of the folder`,
    };
  }
  return { path, unit };
}

/**
 * The unit of a folder that must be usable.
 *
 * @throws InputError that names the file and what is wrong with it
 */
export function requireUnit(read: UnitFolder | BrokenUnit): UnitFolder {
  if ('unit' in read) {
    return read;
  }
  throw new InputError(`${read.path}/${read.message}`);
}

/** Parts the folders that can be used from those that cannot. */
export function separateUnits(read: readonly (UnitFolder | BrokenUnit)[]): {
  units: UnitFolder[];
  broken: BrokenUnit[];
} {
  const units: UnitFolder[] = [];
  const broken: BrokenUnit[] = [];
  for (const item of read) {
    if ('unit' in item) {
      units.push(item);
    } else {
      broken.push(item);
    }
  }
  return { units, broken };
}
