import {
  ApiBlueprint,
  createFrontendModule,
  dialogApiRef,
  type DialogApi,
} from '@backstage/frontend-plugin-api';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { withSecondTry, type Sender } from './withSecondTry';

/** Whoever may not ask for anything is led into no form whose last button refuses. */
const requesting = {
  permissions: { $contains: 'scaffolder.task.create#create' },
};

/** What only serves those who write templates. */
const managing = {
  permissions: { $contains: 'scaffolder.template.management' },
};

/** What sends forms, which asks what to do where one was not taken. */
const api = scaffolderPlugin.getExtension('api:scaffolder').override({
  *factory(originalFactory) {
    const original = originalFactory().get(ApiBlueprint.dataRefs.factory);
    yield ApiBlueprint.dataRefs.factory({
      ...original,
      deps: { ...original.deps, dialogs: dialogApiRef },
      factory: ({ dialogs, ...deps }) =>
        withSecondTry(original.factory(deps) as Sender, dialogs as DialogApi),
    });
  },
});

/** The forms, for whoever may send them; what templates are made of, for whoever may make some. */
export const scaffolderModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    api,
    scaffolderPlugin
      .getExtension('page:scaffolder')
      .override({ if: requesting }),
    scaffolderPlugin
      .getExtension('entity-icon-link:scaffolder/launch-template')
      .override({ if: requesting }),
    scaffolderPlugin
      .getExtension('sub-page:scaffolder/editor')
      .override({ if: managing }),
    scaffolderPlugin
      .getExtension('sub-page:scaffolder/actions')
      .override({ if: managing }),
    scaffolderPlugin
      .getExtension('sub-page:scaffolder/templating-extensions')
      .override({ if: managing }),
  ],
});
