import {
  createBackendFeatureLoader,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import type { BlueprintSchema } from '@plinth/blueprints/schema';
import {
  blueprintsExtensionPoint,
  scaffolderBlueprintsExtensionPoint,
} from './blueprintsExtensionPoint';

/**
 * A feature for `backend.add` that teaches the whole portal an organisation's blueprints: the environments plugin, which
 * describes and prices them, and the scaffolder's actions, which accept and write them.
 */
export function createBlueprintsFeature(options: {
  /** Names the modules, for instance `acme-blueprints`. */
  moduleId: string;
  blueprints: readonly BlueprintSchema[];
}) {
  const { moduleId, blueprints } = options;
  return createBackendFeatureLoader({
    loader: () =>
      [
        { pluginId: 'environments', extensionPoint: blueprintsExtensionPoint },
        {
          pluginId: 'scaffolder',
          extensionPoint: scaffolderBlueprintsExtensionPoint,
        },
      ].map(({ pluginId, extensionPoint }) =>
        createBackendModule({
          pluginId,
          moduleId,
          register(env) {
            env.registerInit({
              deps: { known: extensionPoint },
              async init({ known }) {
                known.addBlueprints(...blueprints);
              },
            });
          },
        }),
      ),
  });
}
