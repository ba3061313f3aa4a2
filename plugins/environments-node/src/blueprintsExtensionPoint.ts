import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { BlueprintSchema } from '@plinth/blueprints/schema';

/** Teaches the portal blueprints of your organisation's own package. */
export interface BlueprintsExtensionPoint {
  /** Adds schemas; a name and version that is already there is refused with a `ConflictError`. */
  addBlueprints(...schemas: BlueprintSchema[]): void;
}

/** The extension point through which a module of the environments plugin adds blueprints. */
export const blueprintsExtensionPoint =
  createExtensionPoint<BlueprintsExtensionPoint>({
    id: 'environments.blueprints',
  });

/**
 * The same for the scaffolder's actions, which validate and write requests. An extension point belongs to one plugin, so
 * there are two; `createBlueprintsFeature` fills both.
 */
export const scaffolderBlueprintsExtensionPoint =
  createExtensionPoint<BlueprintsExtensionPoint>({
    id: 'scaffolder.environments.blueprints',
  });
