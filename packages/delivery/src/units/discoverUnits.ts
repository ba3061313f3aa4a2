import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readUnit, separate } from './readUnit';
import { UNIT_FILES, type BrokenUnit, type UnitFolder } from './UnitFolder';

/**
 * Finds the units of a checkout, sorted by path. A folder without its JSON file, or with one that breaks a rule of the
 * envelope, comes back as broken; the blueprint's parameters are checked where the unit is used.
 */
export function discoverUnits(root: string): {
  units: UnitFolder[];
  broken: BrokenUnit[];
} {
  const read = Object.entries(UNIT_FILES).flatMap(([folder, file]) => {
    const parent = path.join(root, folder);
    if (!existsSync(parent)) {
      return [];
    }
    return readdirSync(parent, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => entry.name)
      .sort()
      .map(name => {
        const unitPath = `${folder}/${name}`;
        const description = path.join(parent, name, file);
        return existsSync(description)
          ? readUnit(unitPath, readFileSync(description, 'utf8'))
          : {
              path: unitPath,
              message: `has no ${file}; add it or remove the folder`,
            };
      });
  });
  return separate(read);
}
