import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { searchIndexRegistryExtensionPoint } from '@backstage/plugin-search-backend-node/alpha';
import { UnitCollatorFactory } from './UnitCollatorFactory';
import { WithoutUnits } from './WithoutUnits';

const SCHEDULE = `search.collators.environments.schedule`;
/** The catalog has to have read the units first; who looks for a commit does so soon after its merge. */
const DEFAULT_SCHEDULE = {
  initialDelay: { seconds: 15 },
  frequency: { minutes: 3 },
  timeout: { minutes: 10 },
};

/** Environments and tenants in the search, each once, with what the stores know of them. */
export default createBackendModule({
  pluginId: 'search',
  moduleId: 'environments',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        index: searchIndexRegistryExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, discovery, index, scheduler }) {
        index.addCollator({
          factory: new UnitCollatorFactory({ auth, discovery }),
          schedule: scheduler.createScheduledTaskRunner(
            config.has(SCHEDULE)
              ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
                  config.getConfig(SCHEDULE),
                )
              : DEFAULT_SCHEDULE,
          ),
        });
        index.addDecorator({
          factory: {
            types: ['software-catalog'],
            getDecorator: async () => new WithoutUnits(),
          },
        });
      },
    });
  },
});
