import { createApiRef } from '@backstage/core-plugin-api';
import type { EnvironmentsApi } from '@plinth/plugin-environments-common';

/** The environments back end, as the signed-in person may see it. */
export const environmentsApiRef = createApiRef<EnvironmentsApi>({
  id: 'plugin.environments.service',
});
