export {
  ConnectionsPage,
  environmentsPlugin,
  EnvironmentsPage,
  UpgradesPage,
  HomePage,
  RequestsPage,
} from './legacyPlugin';
export {
  EntityChangesCard,
  EntityChangesContent,
  EntityCostCard,
  EntityCostsContent,
  EntityDeploymentsContent,
  EntityHealthCard,
  EntityHealthContent,
} from './legacyPlugin';
export { isEnvironmentsAvailable } from '@plinth/plugin-environments-common';
