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
  EntityHealthCard,
  EntityHealthContent,
} from './legacyPlugin';
export { isEnvironmentsAvailable } from '@plinth/plugin-environments-common';
