import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  dataFileOf,
  parseUnitFile,
  ROOT_FOLDERS,
  separateUnits,
  type BrokenUnit,
  type UnitFolder,
} from '@plinth/repository/units';

/**
 * Finds the units of a checkout, sorted by path, without a process of Git: what is there counts, committed or not. A
 * folder without its JSON file, or with one that breaks a rule of the envelope, comes back as broken; the blueprint's
 * parameters are checked where the unit is used.
 */
export function discoverUnits(root: string): {
  units: UnitFolder[];
  broken: BrokenUnit[];
} {
  const paths = ROOT_FOLDERS.flatMap(folder => foldersIn(root, folder));
  return separateUnits(
    paths.map(unitPath => {
      const file = path.join(root, dataFileOf(unitPath));
      return parseUnitFile(
        unitPath,
        existsSync(file) ? readFileSync(file, 'utf8') : undefined,
      );
    }),
  );
}

function foldersIn(root: string, folder: string): string[] {
  const parent = path.join(root, folder);
  if (!existsSync(parent)) {
    return [];
  }
  return readdirSync(parent, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => `${folder}/${entry.name}`)
    .sort();
}
