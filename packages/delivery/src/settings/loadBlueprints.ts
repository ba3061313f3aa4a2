import { createRequire } from 'node:module';
import path from 'node:path';
import {
  BlueprintRegistry,
  type BlueprintSchema,
} from '@plinth/blueprints/schema';
import { DeliveryError, messageOf } from '../errors';
import type { Settings } from './Settings';

/**
 * The blueprints of a run: the platform's, and those of the modules that `plinth.json` names.
 *
 * Throws a `DeliveryError` when a module cannot be loaded, does not export `blueprintSchemas`, or names a version twice.
 */
export function loadBlueprints(
  root: string,
  { blueprints }: Pick<Settings, 'blueprints'>,
): BlueprintRegistry {
  const registry = new BlueprintRegistry();
  if (blueprints.length > 0 && !require.extensions['.ts']) {
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
        'settings',
      );
    }
    if (!Array.isArray(exported.blueprintSchemas)) {
      throw new DeliveryError(
        `plinth.json: blueprints: ${name} must export blueprintSchemas, an array of what defineBlueprint makes.`,
        'settings',
      );
    }
    try {
      registry.add(...exported.blueprintSchemas);
    } catch (error) {
      throw new DeliveryError(
        `plinth.json: blueprints: ${name}: ${messageOf(error)}`,
        'settings',
      );
    }
  }
  return registry;
}
