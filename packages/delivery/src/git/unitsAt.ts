import { DeliveryError } from '../errors';
import { readUnit } from '../units/readUnit';
import {
  UNIT_FILES,
  unitFileOf,
  unitPathOf,
  type UnitFolder,
} from '../units/UnitFolder';
import type { Git } from './Git';

/** Paths of the units that a revision holds, sorted; folders without their JSON file do not count. */
export async function unitPathsAt(
  git: Git,
  revision: string,
): Promise<string[]> {
  const files = new Set(await git.list(revision, ...Object.keys(UNIT_FILES)));
  const paths = new Set([...files].flatMap(file => unitPathOf(file) ?? []));
  return [...paths].filter(path => files.has(unitFileOf(path))).sort();
}

/** One unit as it was at a revision; throws a `DeliveryError` when it was not valid there. */
export async function unitAt(
  git: Git,
  revision: string,
  path: string,
): Promise<UnitFolder> {
  const read = readUnit(path, await git.read(revision, unitFileOf(path)));
  if ('unit' in read) {
    return read;
  }
  throw new DeliveryError(
    `${path} at ${revision} is not a valid unit: ${read.message}`,
  );
}
