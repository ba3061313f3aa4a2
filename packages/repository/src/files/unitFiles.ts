import {
  type BlueprintSchema,
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

/**
 * All files of a new unit, ordered by path. The same unit gives the same bytes.
 *
 * @param options.findBlueprint - finds the blueprint whose class the stack extends; by default among the platform's own
 */
export function unitFiles(
  unit: Unit,
  placement: CatalogPlacement,
  options: {
    findBlueprint?: (name: string) => BlueprintSchema | undefined;
  } = {},
): UnitFile[] {
  const folder = unitPath(unit);
  return [
    {
      path: catalogInfoFileOf(folder),
      content: catalogInfoYaml(unit, placement),
    },
    {
      path: stackFileOf(folder),
      content: stackSource(unit.blueprint, options.findBlueprint),
    },
    { path: dataFileOf(folder), content: serializeUnit(unit) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
