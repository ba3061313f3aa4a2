import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  KnownBlueprints,
  readRepositories,
  scaffolderBlueprintsExtensionPoint,
} from '@plinth/plugin-environments-node';
import { createOpenPullRequestAction } from './actions/openPullRequest';
import { createValidateRequestAction } from './actions/validateRequest';
import { createWriteUnitAction } from './actions/writeUnit';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { EstimateSource } from './request/EstimateSource';
import { RequestValidator } from './request/RequestValidator';

/** Adds the actions with which templates request environments and tenants. */
export const scaffolderModuleEnvironments = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'environments',
  register(env) {
    const blueprints = new KnownBlueprints();
    env.registerExtensionPoint(scaffolderBlueprintsExtensionPoint, blueprints);
    env.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
      },
      async init({ actions, auth, catalog, config, discovery }) {
        const configured = readRepositories(config);
        const repositories = InfrastructureRepositories.fromConfig(config);
        // Asked when an action runs, when every module has added its blueprints.
        const { find: findBlueprint } = blueprints;
        const validator = new RequestValidator({
          catalog,
          auth,
          findBlueprint,
        });
        const author = config.getOptionalConfig('scaffolder.defaultAuthor');
        actions.addActions(
          createValidateRequestAction({
            repositories,
            configured,
            validator,
            catalog,
            auth,
            estimates: new EstimateSource({ discovery, auth }),
            findBlueprint,
          }),
          createWriteUnitAction({ configured, findBlueprint }),
          createOpenPullRequestAction({
            repositories,
            configured,
            validator,
            auth,
            portalUrl: config.getString('app.baseUrl'),
            findBlueprint,
            committer: author && {
              name: author.getString('name'),
              email: author.getString('email'),
            },
          }),
        );
      },
    });
  },
});
