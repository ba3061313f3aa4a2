import { createBackendPlugin } from '@backstage/backend-plugin-api';
import { startTestBackend } from '@backstage/backend-test-utils';
import {
  type BlueprintRegistry,
  type BlueprintSchema,
  blueprintSchemas,
} from '@plinth/blueprints/schema';
import { blueprintsServiceRef } from './blueprintsServiceRef';
import { createBlueprintsFeature } from './createBlueprintsFeature';

const [application] = blueprintSchemas;
const batch: BlueprintSchema = {
  ...application,
  name: 'acme-batch',
  stackClass: 'BatchEnvironment',
  stackPackage: '@acme/blueprints',
};

/** A plugin that uses the blueprints, and remembers what it was given. */
const plugin = (pluginId: string, given: Map<string, BlueprintRegistry>) =>
  createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: { blueprints: blueprintsServiceRef },
        async init({ blueprints }) {
          given.set(pluginId, blueprints);
          // Already when it starts it knows what the features add.
          expect(blueprints.newest('acme-batch')).toBe(batch);
        },
      });
    },
  });

const acme = (...blueprints: BlueprintSchema[]) =>
  createBlueprintsFeature({ moduleId: 'acme-blueprints', blueprints });

describe('createBlueprintsFeature', () => {
  it('tells every plugin of the same blueprints, whatever is added first', async () => {
    const given = new Map<string, BlueprintRegistry>();
    const backend = await startTestBackend({
      features: [
        plugin('environments', given),
        acme(batch),
        plugin('scaffolder', given),
      ],
    });
    const environments = given.get('environments');
    expect(environments).toBe(given.get('scaffolder'));
    expect(environments?.find('acme-batch', '2.0.0')).toBeUndefined();
    expect(environments?.newest('application')?.version).toBe('1.1.0');
    await backend.stop();
  });

  it('is of one back end alone', async () => {
    const given = [1, 2].map(() => new Map<string, BlueprintRegistry>());
    for (const each of given) {
      const backend = await startTestBackend({
        features: [plugin('environments', each), acme(batch)],
      });
      await backend.stop();
    }
    const [first, second] = given.map(each => each.get('environments'));
    expect(first?.newest('acme-batch')).toBe(batch);
    expect(second).not.toBe(first);
  });

  it('stops the start, and says why, when a version is there already', async () => {
    await expect(
      startTestBackend({ features: [acme(batch, batch)] }),
    ).rejects.toThrow(
      'acme-blueprints cannot be added; caused by Error: Blueprint acme-batch 1.0.0 is registered twice',
    );
    await expect(
      startTestBackend({
        features: [acme({ ...batch, name: 'application' })],
      }),
    ).rejects.toThrow(
      'Blueprint application 1.0.0 is registered twice, by @plinth/blueprints and by @acme/blueprints',
    );
  });
});
