import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { policyExtensionPoint } from '@backstage/plugin-permission-node/alpha';
import { readAccess } from './AccessRoles';
import { RolePermissionPolicy } from './RolePermissionPolicy';

/** Installs the portal's permission policy. */
export default createBackendModule({
  pluginId: 'permission',
  moduleId: 'role-policy',
  register(registration) {
    registration.registerInit({
      deps: {
        config: coreServices.rootConfig,
        policy: policyExtensionPoint,
      },
      async init({ config, policy }) {
        policy.setPolicy(new RolePermissionPolicy(readAccess(config)));
      },
    });
  },
});
