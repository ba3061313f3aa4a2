import {
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { BlueprintRegistry } from '@plinth/blueprints/schema';

/**
 * The blueprints that the portal knows: one registry in the whole process, so that the environments plugin describes what the
 * scaffolder's actions accept. `createBlueprintsFeature` adds to it before any plugin starts.
 */
export const blueprintsServiceRef = createServiceRef<BlueprintRegistry>({
  id: 'environments.blueprints',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {},
      factory: () => new BlueprintRegistry(),
    }),
});
