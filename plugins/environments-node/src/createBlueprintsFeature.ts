import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { ForwardedError } from '@backstage/errors';
import type { BlueprintSchema } from '@plinth/blueprints/schema';
import { blueprintsServiceRef } from './blueprintsServiceRef';

/**
 * A feature for `backend.add` that teaches the whole portal an organisation's blueprints: the environments plugin, which
 * describes and prices them, and the scaffolder's actions, which accept and write them. It is a loader because loaders run
 * before every plugin.
 *
 * The back end does not start when a version is there already.
 */
export function createBlueprintsFeature(options: {
  /** Whose blueprints they are, for instance `acme-blueprints`; the error names it when they are refused. */
  moduleId: string;
  blueprints: readonly BlueprintSchema[];
}) {
  const { moduleId, blueprints } = options;
  return createBackendFeatureLoader({
    deps: { known: blueprintsServiceRef },
    loader({ known }) {
      try {
        known.add(...blueprints);
      } catch (error) {
        throw new ForwardedError(`${moduleId} cannot be added`, error);
      }
      return [];
    },
  });
}
