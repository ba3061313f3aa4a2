import {
  createFrontendModule,
  NotFoundErrorPage,
} from '@backstage/frontend-plugin-api';
import { SwappableComponentBlueprint } from '@backstage/plugin-app-react';

/** What stands at an address where there is nothing. */
export const notFoundModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SwappableComponentBlueprint.make({
      name: 'core-not-found-error-page',
      params: defineParams =>
        defineParams({
          component: NotFoundErrorPage,
          loader: () => import('./NotFoundPage').then(m => m.NotFoundPage),
        }),
    }),
  ],
});
