import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  SearchFilterResultTypeBlueprint,
  SearchResultListItemBlueprint,
} from '@backstage/plugin-search-react/alpha';
import { RiCloudLine } from '@remixicon/react';

/** The kind of documents that the back end makes of environments and tenants. */
const UNITS_TYPE = 'environments';

/** Environments and tenants among what the search finds: a kind with a name, and a place in the list. */
export const searchModule = createFrontendModule({
  pluginId: 'search',
  extensions: [
    SearchFilterResultTypeBlueprint.make({
      name: 'environments',
      params: {
        value: UNITS_TYPE,
        name: 'Environments and tenants',
        icon: <RiCloudLine aria-hidden />,
      },
    }),
    SearchResultListItemBlueprint.make({
      name: 'environments',
      params: {
        predicate: ({ type }) => type === UNITS_TYPE,
        icon: <RiCloudLine aria-hidden />,
        component: async () => {
          const { DefaultResultListItem } =
            await import('@backstage/plugin-search-react');
          return DefaultResultListItem;
        },
      },
    }),
  ],
});
