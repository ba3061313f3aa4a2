import { createFrontendModule } from '@backstage/frontend-plugin-api';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';

/** Whoever may not ask for anything is led into no form whose last button refuses. */
const requesting = {
  permissions: { $contains: 'scaffolder.task.create#create' },
};

/** What only serves those who write templates. */
const managing = {
  permissions: { $contains: 'scaffolder.template.management' },
};

/** The forms, for whoever may send them; what templates are made of, for whoever may make some. */
export const scaffolderModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
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
