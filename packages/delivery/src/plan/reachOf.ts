import { affectedUnits, type Affected } from '../units/affectedUnits';
import type { BrokenUnit, UnitFolder } from '@plinth/repository/units';
import type { Changes } from './readChanges';

/** Which units a change reaches, and what of that is asked for. */
export interface Reach {
  readonly affected: Affected;
  /** Affected units that are to be planned. */
  readonly selected: readonly UnitFolder[];
  /** Affected units that `only` left out. */
  readonly left: readonly UnitFolder[];
  /** Folders that cannot be used, of those that the change reaches. */
  readonly broken: readonly BrokenUnit[];
}

/** Tells which units a change reaches; `only` says which of them are asked for. */
export function reachOf(
  changes: Changes,
  only: (folder: UnitFolder) => boolean = () => true,
): Reach {
  const { files, units, broken, pathsBefore } = changes;
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
  const folders = paths.flatMap((path): UnitFolder[] => {
    const unit = units.get(path);
    return unit ? [{ path, unit }] : [];
  });
  return {
    affected,
    selected: folders.filter(only),
    left: folders.filter(folder => !only(folder)),
    broken: broken.filter(({ path }) => reached.has(path)),
  };
}
