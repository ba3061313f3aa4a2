import {
  AppRootElementBlueprint,
  createFrontendModule,
} from '@backstage/frontend-plugin-api';
import { StepFocus } from './StepFocus';

/** The keyboard stays in a form from step to step. */
export const stepFocusModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    AppRootElementBlueprint.make({
      name: 'step-focus',
      params: { element: <StepFocus /> },
    }),
  ],
});
