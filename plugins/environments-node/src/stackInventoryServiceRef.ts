import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import type { StackInventory } from './StackInventory';
import { StackInventoryClient } from './StackInventoryClient';

/** The stack inventory for other plugins and modules, for example the catalog's entity provider. */
export const stackInventoryServiceRef = createServiceRef<StackInventory>({
  id: 'environments.stack-inventory',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { discovery: coreServices.discovery, auth: coreServices.auth },
      factory: options => new StackInventoryClient(options),
    }),
});
