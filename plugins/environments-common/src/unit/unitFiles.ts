import {
  type BlueprintSchema,
  unitPath,
  type Unit,
} from '@plinth/blueprints/schema';
import { catalogInfoYaml, type CatalogPlacement } from './catalogInfo';
import { serializeUnit } from './serializeUnit';
import { stackSource } from './stackSource';

/** A file of a unit: its path from the repository's root, and its text. */
export interface UnitFile {
  readonly path: string;
  readonly content: string;
}

/** The file in a unit's folder that holds its data: `environment.json` or `tenant.json`. */
export function unitDataFile(unit: Pick<Unit, 'kind' | 'name'>): string {
  return `${unitPath(unit)}/${unit.kind}.json`;
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
      path: `${folder}/catalog-info.yaml`,
      content: catalogInfoYaml(unit, placement),
    },
    {
      path: `${folder}/stack.ts`,
      content: stackSource(unit.blueprint, options.findBlueprint),
    },
    { path: unitDataFile(unit), content: serializeUnit(unit) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}
