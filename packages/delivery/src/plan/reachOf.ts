import type { Unit } from '@plinth/blueprints/schema';
import { affectedUnits, type Affected } from '../units/affectedUnits';
import type { BrokenUnit, UnitFolder } from '@plinth/repository/units';
import type { Changes } from './readChanges';

/** Which units a change reaches, and what of that is asked for. */
export interface Reach {
  readonly affected: Affected;
  /** Affected units that are to be planned. */
  readonly selected: readonly UnitFolder[];
  /** Paths of the units whose folders are gone, of those that are asked for; what was no valid unit before always is. */
  readonly removed: readonly string[];
  /** Affected units, also such that are gone, that `only` left out. */
  readonly left: readonly UnitFolder[];
  /** Folders that cannot be used, of those that the change reaches. */
  readonly broken: readonly BrokenUnit[];
}

/** Tells which units a change reaches; `only` says which of them are asked for. */
export function reachOf(
  changes: Changes,
  only: (folder: UnitFolder) => boolean = () => true,
): Reach {
  const { files, units, broken, pathsBefore, before } = changes;
  const affected = affectedUnits({
    changed: files,
    before: pathsBefore.map(path => ({ path })),
    after: [
      ...[...units].map(([path, unit]) => ({
        path,
        environment: unit.kind === 'tenant' ? unit.environment : undefined,
      })),
      ...broken.map(({ path }) => ({ path })),
    ],
  });
  const paths = affected.units.map(({ path }) => path);
  const reached = new Set([...paths, ...affected.removed]);
  const folders = foldersOf(paths, units);
  const gone = foldersOf(affected.removed, before);
  const left = [...folders, ...gone].filter(folder => !only(folder));
  const leftPaths = new Set(left.map(({ path }) => path));
  return {
    affected,
    selected: folders.filter(only),
    removed: affected.removed.filter(path => !leftPaths.has(path)),
    left,
    broken: broken.filter(({ path }) => reached.has(path)),
  };
}

/** The units of these paths that there are. */
export function foldersOf(
  paths: readonly string[],
  units: ReadonlyMap<string, Unit>,
): UnitFolder[] {
  return paths.flatMap(path => {
    const unit = units.get(path);
    return unit ? [{ path, unit }] : [];
  });
}
