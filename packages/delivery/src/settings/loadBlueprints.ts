import { createRequire } from 'node:module';
import path from 'node:path';
import {
  registerBlueprints,
  type BlueprintSchema,
} from '@plinth/blueprints/schema';
import { DeliveryError, messageOf } from '../errors';
import type { Settings } from './Settings';

/**
 * Loads the organisation's blueprints that `plinth.json` names, so that this process knows them besides the platform's.
 *
 * Throws a `DeliveryError` when a module cannot be loaded or does not export `blueprintSchemas`.
 */
export function loadBlueprints(
  root: string,
  { blueprints }: Pick<Settings, 'blueprints'>,
): void {
  if (blueprints.length === 0) {
    return;
  }
  if (!require.extensions['.ts']) {
    require('tsx/cjs');
  }
  const load = createRequire(path.join(root, 'plinth.json'));
  for (const name of blueprints) {
    let exported: { blueprintSchemas?: BlueprintSchema[] };
    try {
      exported = load(name);
    } catch (error) {
      throw new DeliveryError(
        `plinth.json: blueprints: cannot load ${name}: ${messageOf(error)}`,
      );
    }
    if (!Array.isArray(exported.blueprintSchemas)) {
      throw new DeliveryError(
        `plinth.json: blueprints: ${name} must export blueprintSchemas, an array of what defineBlueprint makes.`,
      );
    }
    registerBlueprints(...exported.blueprintSchemas);
  }
}
