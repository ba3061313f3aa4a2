import {
  createFrontendModule,
  PageLayout,
} from '@backstage/frontend-plugin-api';
import { SwappableComponentBlueprint } from '@backstage/plugin-app-react';
import { PortalPageLayout } from './PortalPageLayout';

/** The header of every page that does not bring its own. */
export const layoutModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SwappableComponentBlueprint.make({
      name: 'core-page-layout',
      params: defineParams =>
        defineParams({
          component: PageLayout,
          loader: () => PortalPageLayout,
        }),
    }),
  ],
});
