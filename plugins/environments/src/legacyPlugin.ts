import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import type { JSX } from 'react';
import { EnvironmentsClient } from '@plinth/plugin-environments-common';
import { environmentsApiRef } from './api/environmentsApiRef';

const rootRouteRef = createRouteRef({ id: 'environments' });
const connectionsRouteRef = createRouteRef({ id: 'environments-connections' });
const upgradesRouteRef = createRouteRef({ id: 'environments-upgrades' });
const homeRouteRef = createRouteRef({ id: 'environments-home' });
const requestsRouteRef = createRouteRef({ id: 'environments-requests' });

/** The plugin for apps on the old front-end system. */
export const environmentsPlugin = createPlugin({
  id: 'environments',
  routes: {
    root: rootRouteRef,
    connections: connectionsRouteRef,
    upgrades: upgradesRouteRef,
    home: homeRouteRef,
    requests: requestsRouteRef,
  },
  apis: [
    createApiFactory({
      api: environmentsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new EnvironmentsClient(deps),
    }),
  ],
});

/** The fleet page, to be mounted at `/environments`. */
export const EnvironmentsPage: () => JSX.Element = environmentsPlugin.provide(
  createRoutableExtension({
    name: 'EnvironmentsPage',
    mountPoint: rootRouteRef,
    component: () =>
      import('./environments/EnvironmentsPage').then(
        module => module.EnvironmentsPage,
      ),
  }),
);

/** What of GitHub and AWS is not connected, to be mounted at `/environments/connections` for whoever may look. */
export const ConnectionsPage: () => JSX.Element = environmentsPlugin.provide(
  createRoutableExtension({
    name: 'ConnectionsPage',
    mountPoint: connectionsRouteRef,
    component: () =>
      import('./connections/ConnectionsPage').then(
        module => module.ConnectionsPage,
      ),
  }),
);

/** Upgrades of fleets, to be mounted at `/environments/upgrades`. */
export const UpgradesPage: () => JSX.Element = environmentsPlugin.provide(
  createRoutableExtension({
    name: 'UpgradesPage',
    mountPoint: upgradesRouteRef,
    component: () =>
      import('./upgrades/UpgradesPage').then(module => module.UpgradesPage),
  }),
);

/** What concerns the reader, to be mounted at `/environments/home` or wherever a portal begins. */
export const HomePage: () => JSX.Element = environmentsPlugin.provide(
  createRoutableExtension({
    name: 'HomePage',
    mountPoint: homeRouteRef,
    component: () => import('./home/HomePage').then(module => module.HomePage),
  }),
);

/** The pages of requests, to be mounted at `/environments/requests`. */
export const RequestsPage: () => JSX.Element = environmentsPlugin.provide(
  createRoutableExtension({
    name: 'RequestsPage',
    mountPoint: requestsRouteRef,
    component: () =>
      import('./requests/RequestsRouter').then(module => module.RequestsRouter),
  }),
);

/** The Health tab of an entity page. */
export const EntityHealthContent: () => JSX.Element =
  environmentsPlugin.provide(
    createComponentExtension({
      name: 'EntityHealthContent',
      component: {
        lazy: () =>
          import('./health/HealthContent').then(module => module.HealthContent),
      },
    }),
  );

/** The Cost tab of an entity page. */
export const EntityCostsContent: () => JSX.Element = environmentsPlugin.provide(
  createComponentExtension({
    name: 'EntityCostsContent',
    component: {
      lazy: () =>
        import('./costs/CostsContent').then(module => module.CostsContent),
    },
  }),
);

/** The Audit trail tab of an entity page. */
export const EntityChangesContent: () => JSX.Element =
  environmentsPlugin.provide(
    createComponentExtension({
      name: 'EntityChangesContent',
      component: {
        lazy: () =>
          import('./changes/ChangesContent').then(
            module => module.ChangesContent,
          ),
      },
    }),
  );

/** The Deployments tab of an entity page. */
export const EntityDeploymentsContent: () => JSX.Element =
  environmentsPlugin.provide(
    createComponentExtension({
      name: 'EntityDeploymentsContent',
      component: {
        lazy: () =>
          import('./deployments/DeploymentsContent').then(
            module => module.DeploymentsContent,
          ),
      },
    }),
  );

/** Health on the overview. */
export const EntityHealthCard: () => JSX.Element = environmentsPlugin.provide(
  createComponentExtension({
    name: 'EntityHealthCard',
    component: {
      lazy: () =>
        import('./health/HealthCard').then(module => module.HealthCard),
    },
  }),
);

/** Cost on the overview. */
export const EntityCostCard: () => JSX.Element = environmentsPlugin.provide(
  createComponentExtension({
    name: 'EntityCostCard',
    component: {
      lazy: () => import('./costs/CostCard').then(module => module.CostCard),
    },
  }),
);

/** The audit trail on the overview. */
export const EntityChangesCard: () => JSX.Element = environmentsPlugin.provide(
  createComponentExtension({
    name: 'EntityChangesCard',
    component: {
      lazy: () =>
        import('./changes/ChangesCard').then(module => module.ChangesCard),
    },
  }),
);
