import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import {
  EnvironmentsClient,
  isEnvironmentsAvailable,
} from '@plinth/plugin-environments-common';
import { RiCloudLine, RiHome5Line, RiPlugLine } from '@remixicon/react';
import { environmentsApiRef } from './api/environmentsApiRef';
import { lifeMenuItems } from './life/lifeMenuItems';
import {
  connectionsRouteRef,
  environmentsRouteRef,
  homeRouteRef,
  requestsRouteRef,
} from './routes';

const environmentsApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: environmentsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new EnvironmentsClient(deps),
    }),
});

const environmentsPage = PageBlueprint.make({
  params: {
    path: '/environments',
    title: 'Environments',
    icon: <RiCloudLine />,
    routeRef: environmentsRouteRef,
    noHeader: true,
    loader: () =>
      import('./environments/EnvironmentsPage').then(module => (
        <module.EnvironmentsPage />
      )),
  },
});

const homePage = PageBlueprint.make({
  name: 'home',
  params: {
    path: '/environments/home',
    title: 'Home',
    icon: <RiHome5Line />,
    routeRef: homeRouteRef,
    noHeader: true,
    loader: () => import('./home/HomePage').then(module => <module.HomePage />),
  },
});

const requestsPage = PageBlueprint.make({
  name: 'requests',
  params: {
    path: '/environments/requests',
    title: 'Requests',
    routeRef: requestsRouteRef,
    noHeader: true,
    loader: () =>
      import('./requests/RequestsRouter').then(module => (
        <module.RequestsRouter />
      )),
  },
});

const connectionsPage = PageBlueprint.make({
  name: 'connections',
  // Nobody is led to it who may not look.
  if: { permissions: { $contains: 'environments.connection.examine' } },
  params: {
    path: '/environments/connections',
    title: 'Connections',
    icon: <RiPlugLine />,
    routeRef: connectionsRouteRef,
    noHeader: true,
    loader: () =>
      import('./connections/ConnectionsPage').then(module => (
        <module.ConnectionsPage />
      )),
  },
});

const upgradesPage = PageBlueprint.make({
  name: 'upgrades',
  params: {
    path: '/environments/upgrades',
    title: 'Fleet upgrades',
    noHeader: true,
    loader: () =>
      import('./upgrades/UpgradesPage').then(module => <module.UpgradesPage />),
  },
});

const healthContent = EntityContentBlueprint.make({
  name: 'health',
  params: {
    path: '/health',
    title: 'Health',
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./health/HealthContent').then(module => <module.HealthContent />),
  },
});

const costsContent = EntityContentBlueprint.make({
  name: 'costs',
  params: {
    path: '/costs',
    title: 'Cost',
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./costs/CostsContent').then(module => <module.CostsContent />),
  },
});

const changesContent = EntityContentBlueprint.make({
  name: 'changes',
  params: {
    path: '/changes',
    title: 'Audit trail',
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./changes/ChangesContent').then(module => (
        <module.ChangesContent />
      )),
  },
});

const deploymentsContent = EntityContentBlueprint.make({
  name: 'deployments',
  params: {
    path: '/deployments',
    title: 'Deployments',
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./deployments/DeploymentsContent').then(module => (
        <module.DeploymentsContent />
      )),
  },
});

const healthCard = EntityCardBlueprint.make({
  name: 'health',
  params: {
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./health/HealthCard').then(module => <module.HealthCard />),
  },
});

const costCard = EntityCardBlueprint.make({
  name: 'costs',
  params: {
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./costs/CostCard').then(module => <module.CostCard />),
  },
});

const changesCard = EntityCardBlueprint.make({
  name: 'changes',
  params: {
    filter: isEnvironmentsAvailable,
    loader: () =>
      import('./changes/ChangesCard').then(module => <module.ChangesCard />),
  },
});

const environmentNameFormField = FormFieldBlueprint.make({
  name: 'environment-name',
  params: {
    field: () =>
      import('./formFields/EnvironmentNameField').then(
        module => module.environmentNameField,
      ),
  },
});

const placementFormField = FormFieldBlueprint.make({
  name: 'placement',
  params: {
    field: () =>
      import('./formFields/PlacementField').then(
        module => module.placementField,
      ),
  },
});

const infrastructureRepositoryFormField = FormFieldBlueprint.make({
  name: 'infrastructure-repository',
  params: {
    field: () =>
      import('./formFields/InfrastructureRepositoryField').then(
        module => module.infrastructureRepositoryField,
      ),
  },
});

const blueprintParametersFormField = FormFieldBlueprint.make({
  name: 'blueprint-parameters',
  params: {
    field: () =>
      import('./formFields/BlueprintParametersField').then(
        module => module.blueprintParametersField,
      ),
  },
});

const unitSeenFormField = FormFieldBlueprint.make({
  name: 'unit-seen',
  params: {
    field: () =>
      import('./formFields/UnitSeenField').then(module => module.unitSeenField),
  },
});

const unitBudgetFormField = FormFieldBlueprint.make({
  name: 'unit-budget',
  params: {
    field: () =>
      import('./formFields/UnitBudgetField').then(
        module => module.unitBudgetField,
      ),
  },
});

const unitParametersFormField = FormFieldBlueprint.make({
  name: 'unit-parameters',
  params: {
    field: () =>
      import('./formFields/UnitParametersField').then(
        module => module.unitParametersField,
      ),
  },
});

const unitVersionFormField = FormFieldBlueprint.make({
  name: 'unit-version',
  params: {
    field: () =>
      import('./formFields/UnitVersionField').then(
        module => module.unitVersionField,
      ),
  },
});

const unitDeploymentFormField = FormFieldBlueprint.make({
  name: 'unit-deployment',
  params: {
    field: () =>
      import('./formFields/UnitDeploymentField').then(
        module => module.unitDeploymentField,
      ),
  },
});

const unitPromotionFormField = FormFieldBlueprint.make({
  name: 'unit-promotion',
  params: {
    field: () =>
      import('./formFields/UnitPromotionField').then(
        module => module.unitPromotionField,
      ),
  },
});

const fleetParametersFormField = FormFieldBlueprint.make({
  name: 'fleet-parameters',
  params: {
    field: () =>
      import('./formFields/FleetParametersField').then(
        module => module.fleetParametersField,
      ),
  },
});

const unitReplacedFormField = FormFieldBlueprint.make({
  name: 'unit-replaced',
  params: {
    field: () =>
      import('./formFields/UnitVersionField').then(
        module => module.unitReplacedField,
      ),
  },
});

/** Pages, entity tabs, cards and form fields for environments and tenants. */
export default createFrontendPlugin({
  pluginId: 'environments',
  routes: {
    root: environmentsRouteRef,
    connections: connectionsRouteRef,
    home: homeRouteRef,
    requests: requestsRouteRef,
  },
  extensions: [
    environmentsApi,
    environmentsPage,
    connectionsPage,
    upgradesPage,
    homePage,
    requestsPage,
    healthContent,
    deploymentsContent,
    costsContent,
    changesContent,
    healthCard,
    costCard,
    changesCard,
    environmentNameFormField,
    placementFormField,
    infrastructureRepositoryFormField,
    blueprintParametersFormField,
    unitSeenFormField,
    unitBudgetFormField,
    unitParametersFormField,
    unitVersionFormField,
    unitReplacedFormField,
    fleetParametersFormField,
    unitDeploymentFormField,
    unitPromotionFormField,
    ...lifeMenuItems,
  ],
});
