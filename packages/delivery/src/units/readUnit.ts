import { parseUnit } from '@plinth/blueprints/schema';
import { messageOf } from '../errors';
import type { BrokenUnit, UnitFolder } from './UnitFolder';

/**
 * Makes a unit of the text of its `environment.json` or `tenant.json`. The folder must agree with what the file says
 * about kind and name, so that a path can be trusted to identify the unit.
 */
export function readUnit(path: string, text: string): UnitFolder | BrokenUnit {
  try {
    const unit = parseUnit(JSON.parse(text));
    const expected = `${unit.kind === 'tenant' ? 'tenants' : 'environments'}/${unit.name}`;
    if (expected !== path) {
      return {
        path,
        message: `says it is ${unit.kind} "${unit.name}", which belongs in ${expected}; rename the folder or correct kind and name`,
      };
    }
    return { path, unit };
  } catch (error) {
    return { path, message: messageOf(error) };
  }
}

/** Splits what `readUnit` returned. */
export function separate(read: readonly (UnitFolder | BrokenUnit)[]): {
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
