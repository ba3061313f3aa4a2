import type { LayoutOf } from '../../formLayout';
import type { BootstrapParameters } from './bootstrapParameters';

/** The form of bootstraps. */
export const bootstrapForm: LayoutOf<BootstrapParameters> = {
  groups: [
    {
      title: 'Pipeline',
      parameters: [
        'repository',
        'repositoryId',
        'ownerId',
        'furtherRepositories',
        'branch',
        'deployedBy',
        'approval',
        'issuer',
        'createProvider',
      ],
    },
    { title: 'Roles', parameters: ['roles', 'rolePrefix', 'portalAccount'] },
    {
      title: 'Deployment backend',
      parameters: ['qualifier', 'services', 'createAccounts'],
    },
  ],
  shownWhen: {
    rolePrefix: { roles: [true] },
    portalAccount: { roles: [true] },
    createAccounts: { stage: ['shared'] },
  },
};
