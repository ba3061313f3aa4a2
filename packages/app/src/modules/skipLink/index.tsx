import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { SkipLink } from './SkipLink';

/** The way past the navigation, on every page. */
export const skipLinkModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    AppRootElementBlueprint.make({
      name: 'skip-link',
      params: { element: <SkipLink /> },
    }),
  ],
});
