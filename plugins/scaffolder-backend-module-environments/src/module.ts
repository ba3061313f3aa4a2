import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  blueprintsServiceRef,
  readRepositories,
} from '@plinth/plugin-environments-node';
import { createOpenPullRequestAction } from './actions/openPullRequest';
import { createProtectRepositoryAction } from './actions/protectRepository';
import { createValidateRequestAction } from './actions/validateRequest';
import { createWriteUnitAction } from './actions/writeUnit';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { OtherRepositories } from './repository/OtherRepositories';
import { RepositoryChooser } from './repository/RepositoryChooser';
import { EstimateSource } from './request/EstimateSource';
import { ForeignStacks } from './request/ForeignStacks';
import { ChangePlanner } from './life/ChangePlanner';
import { createUpgradeFleetAction } from './fleet/upgradeFleet';
import { createOpenFreezeAction } from './freeze/openFreeze';
import { createOpenChangeAction } from './life/openChange';
import { DeploymentHistory } from './life/DeploymentHistory';
import { DriftSource } from './life/DriftSource';
import { UnitFinder } from './life/UnitFinder';
import { createValidateChangeAction } from './life/validateChange';
import { migrateReservations } from './request/migrateReservations';
import { NetworkReservations } from './request/NetworkReservations';
import { RequestValidator } from './request/RequestValidator';

/** Adds the actions with which templates request environments and tenants. */
export const scaffolderModuleEnvironments = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'environments',
  register(env) {
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        blueprints: blueprintsServiceRef,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        permissions: coreServices.permissions,
      },
      async init({
        actions,
        auth,
        blueprints,
        catalog,
        config,
        database,
        discovery,
        permissions,
      }) {
        const configured = readRepositories(config);
        const repositories = InfrastructureRepositories.fromConfig(config);
        const chooser = new RepositoryChooser({
          repositories,
          configured,
          blueprints,
        });
        const validator = new RequestValidator({
          otherRepositories: new OtherRepositories({
            repositories,
            configured,
          }),
          catalog,
          auth,
          blueprints,
          permissions,
          foreignStacks: new ForeignStacks({ discovery, auth }),
          reservations: new NetworkReservations({
            db: await migrateReservations(database),
            now: () => new Date(),
          }),
        });
        const estimates = new EstimateSource({ discovery, auth });
        const units = new UnitFinder({
          catalog,
          permissions,
          repositories,
          configured,
        });
        const planner = new ChangePlanner({
          units,
          blueprints,
          history: new DeploymentHistory({ discovery, auth }),
          drift: new DriftSource({ discovery, auth }),
        });
        const portalUrl = config.getString('app.baseUrl');
        actions.addActions(
          createValidateRequestAction({
            repositories,
            chooser,
            validator,
            catalog,
            auth,
            estimates,
            blueprints,
          }),
          createWriteUnitAction({ chooser, blueprints }),
          createProtectRepositoryAction({ repositories }),
          createOpenPullRequestAction({
            repositories,
            chooser,
            validator,
            estimates,
            auth,
            portalUrl,
            blueprints,
          }),
          createOpenFreezeAction({ repositories, configured, units, auth }),
          createValidateChangeAction({ planner, auth, catalog, estimates }),
          createUpgradeFleetAction({ discovery, auth, portalUrl }),
          createOpenChangeAction({
            planner,
            units,
            auth,
            catalog,
            portalUrl,
          }),
        );
      },
    });
  },
});
