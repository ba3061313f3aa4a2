import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  DirectoryPreparer,
  techdocsGeneratorExtensionPoint,
  techdocsPreparerExtensionPoint,
} from '@backstage/plugin-techdocs-node';
import { buildOwnDocs } from './buildOwnDocs';
import { MarkdownGenerator } from './MarkdownGenerator';
import { UnchangedFolders } from './UnchangedFolders';

/**
 * TechDocs makes its sites without MkDocs, so that documents can be read wherever the portal runs, and those that lie beside the portal are
 * made when it starts, so that the search has them. Who says in `techdocs.generator.runIn` where MkDocs runs gets the usual generator.
 */
export default createBackendModule({
  pluginId: 'techdocs',
  moduleId: 'markdown',
  register(reg) {
    reg.registerInit({
      deps: {
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        generator: techdocsGeneratorExtensionPoint,
        logger: coreServices.logger,
        preparers: techdocsPreparerExtensionPoint,
        reader: coreServices.urlReader,
        scheduler: coreServices.scheduler,
      },
      async init({
        config,
        logger,
        reader,
        generator,
        preparers,
        ...services
      }) {
        const usual = DirectoryPreparer.fromConfig(config, { logger, reader });
        preparers.registerPreparer('dir', new UnchangedFolders(usual));
        if (config.has('techdocs.generator.runIn')) {
          return;
        }
        const scmIntegrations = ScmIntegrations.fromConfig(config);
        generator.setTechdocsGenerator(
          new MarkdownGenerator({ config, logger, scmIntegrations }),
        );
        await services.scheduler.scheduleTask({
          id: 'build-own-docs',
          // The catalog has them a moment after the start; what is as it was costs a look.
          frequency: { minutes: 1 },
          initialDelay: { seconds: 20 },
          timeout: { minutes: 5 },
          // Each replica has its own files.
          scope: 'local',
          fn: () => buildOwnDocs(services),
        });
      },
    });
  },
});
