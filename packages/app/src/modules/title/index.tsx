import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { DocumentTitle } from './DocumentTitle';

/** The document's title, on every page. */
export const titleModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    AppRootElementBlueprint.make({
      name: 'document-title',
      params: { element: <DocumentTitle /> },
    }),
  ],
});
