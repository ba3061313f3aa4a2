import {
  type BlueprintRegistry,
  unitPath,
  type Unit,
} from '@plinth/blueprints/schema';
import { catalogInfoFileOf, dataFileOf, stackFileOf } from '../layout/layout';
import { catalogInfoYaml, type CatalogPlacement } from './catalogInfo';
import { serializeUnit } from './serializeUnit';
import { stackSource } from './stackSource';

/** A file of a unit: its path from the repository's root, and its text. */
export interface UnitFile {
  readonly path: string;
  readonly content: string;
}

/** What becomes of a file: its new text, or null where it is removed. */
export interface FileChange {
  readonly path: string;
  readonly content: string | null;
}

/**
 * All files of a new unit, ordered by path. The same unit gives the same bytes.
 *
 * @param blueprints - where the blueprint is whose class the stack extends
 *
 * @throws InputError for an unknown blueprint
 */
export function unitFiles(
  unit: Unit,
  placement: CatalogPlacement,
  blueprints: BlueprintRegistry,
): UnitFile[] {
  const folder = unitPath(unit);
  return [
    {
      path: catalogInfoFileOf(folder),
      content: catalogInfoYaml(unit, placement),
    },
    {
      path: stackFileOf(folder),
      content: stackSource(unit.blueprint, blueprints),
    },
    { path: dataFileOf(folder), content: serializeUnit(unit) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
