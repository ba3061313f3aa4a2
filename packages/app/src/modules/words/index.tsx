import {
  createFrontendModule,
  createTranslationMessages,
} from '@backstage/frontend-plugin-api';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import { userSettingsTranslationRef } from '@backstage/plugin-user-settings/alpha';

/** What the settings call a person, who need not know what the portal is built on. */
export const wordsModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    TranslationBlueprint.make({
      name: 'user-settings',
      params: {
        resource: createTranslationMessages({
          ref: userSettingsTranslationRef,
          messages: {
            'identityCard.title': 'Who you are',
            'identityCard.noIdentityTitle': 'Nobody is signed in',
            'identityCard.userEntity': 'You',
            'identityCard.ownershipEntities': 'You act for',
          },
        }),
      },
    }),
  ],
});
