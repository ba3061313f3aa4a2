import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import {
  type BlueprintSchema,
  blueprintSchemas,
  findBlueprint,
} from '@plinth/blueprints/schema';
import {
  blueprintsExtensionPoint,
  scaffolderBlueprintsExtensionPoint,
} from './blueprintsExtensionPoint';
import { createBlueprintsFeature } from './createBlueprintsFeature';
import { KnownBlueprints } from './KnownBlueprints';

const [application] = blueprintSchemas;
const batch: BlueprintSchema = {
  ...application,
  name: 'acme-batch',
  stackClass: 'BatchEnvironment',
  stackPackage: '@acme/blueprints',
};

/** A plugin that offers the extension point, as the real one does. */
const plugin = (
  pluginId: string,
  extensionPoint: typeof blueprintsExtensionPoint,
  known: KnownBlueprints,
) =>
  createBackendPlugin({
    pluginId,
    register(env) {
      env.registerExtensionPoint(extensionPoint, known);
      env.registerInit({ deps: {}, async init() {} });
    },
  });

describe('createBlueprintsFeature', () => {
  it('tells the environments plugin and the scaffolder of the same blueprints', async () => {
    const environments = new KnownBlueprints();
    const scaffolder = new KnownBlueprints();
    const backend = await startTestBackend({
      features: [
        plugin('environments', blueprintsExtensionPoint, environments),
        plugin('scaffolder', scaffolderBlueprintsExtensionPoint, scaffolder),
        createBlueprintsFeature({
          moduleId: 'acme-blueprints',
          blueprints: [batch],
        }),
      ],
    });
    for (const { find } of [environments, scaffolder]) {
      expect(find('acme-batch')).toBe(batch);
      expect(find('acme-batch', '2.0.0')).toBeUndefined();
      expect(find('application')).toBe(findBlueprint('application'));
    }
    await backend.stop();
  });

  it('refuses a version that is there already', () => {
    const known = new KnownBlueprints();
    known.addBlueprints(batch);
    expect(() => known.addBlueprints(batch)).toThrow(
      'Blueprint acme-batch@1.0.0 is registered twice',
    );
    expect(() =>
      known.addBlueprints({ ...batch, name: 'application' }),
    ).toThrow('application@1.0.0 is registered twice');
  });
});
