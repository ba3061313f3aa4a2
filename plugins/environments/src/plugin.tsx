import { createFrontendPlugin } from '@backstage/frontend-plugin-api';

/** Pages, entity tabs and cards for environments and tenants. */
export default createFrontendPlugin({
  pluginId: 'environments',
  extensions: [],
});
