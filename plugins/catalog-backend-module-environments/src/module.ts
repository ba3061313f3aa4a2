import {
  coreServices,
  createBackendModule,
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  catalogProcessingExtensionPoint,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  InfrastructureRepositories,
  readRepositories,
  stackInventoryServiceRef,
  unitRules,
} from '@plinth/plugin-environments-node';
import { StackEntityProvider } from './stacks/StackEntityProvider';
import { EnvironmentsEntityProvider } from './units/EnvironmentsEntityProvider';
import { SnapshotUnitReader } from './units/UnitReader';

const SCHEDULE = 'environments.schedule.repositories';

/** Brings environments, tenants and their stacks into the catalog. */
export const catalogModuleEnvironments = createBackendModule({
  pluginId: 'catalog',
  moduleId: 'environments',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        events: eventsServiceRef,
        inventory: stackInventoryServiceRef,
        logger: coreServices.logger,
        permissionsRegistry: coreServices.permissionsRegistry,
        processing: catalogProcessingExtensionPoint,
        scheduler: coreServices.scheduler,
      },
      async init({
        auth,
        catalog,
        config,
        events,
        inventory,
        logger,
        permissionsRegistry,
        processing,
        scheduler,
      }) {
        permissionsRegistry.addPermissionRules(Object.values(unitRules));
        const schedule = config.has(SCHEDULE)
          ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
              config.getConfig(SCHEDULE),
            )
          : { frequency: { minutes: 2 }, timeout: { minutes: 5 } };
        const units: EnvironmentsEntityProvider[] = [];
        const stacks = new StackEntityProvider({
          inventory,
          catalog,
          auth,
          events,
          schedule: scheduler.createScheduledTaskRunner(schedule),
          findUnit: ref =>
            units.map(provider => provider.find(ref)).find(Boolean),
        });
        const repositories = InfrastructureRepositories.fromConfig(config);
        for (const repository of readRepositories(config)) {
          units.push(
            new EnvironmentsEntityProvider({
              repository,
              reader: new SnapshotUnitReader({ repository, repositories }),
              events,
              schedule: scheduler.createScheduledTaskRunner(schedule),
              logger,
              catalog,
              auth,
              // A new unit's stacks get its owner; that can wait if the inventory does not answer
              onChange: () =>
                stacks.refresh().catch(error => {
                  logger.debug('Stacks are not read again now', toError(error));
                }),
            }),
          );
        }
        processing.addEntityProvider(stacks, ...units);
      },
    });
  },
});
