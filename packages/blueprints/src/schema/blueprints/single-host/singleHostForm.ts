import type { LayoutOf } from '../../formLayout';
import { IN_PREVIEWS } from '../../parts';
import type { SingleHostParameters } from './singleHostParameters';

const WITH_DATABASE = { database: [true] } as const;

/** The form of single hosts. */
export const singleHostForm: LayoutOf<SingleHostParameters> = {
  groups: [
    {
      title: 'Host',
      parameters: [
        'instanceClass',
        'volumeGiB',
        'imageRelease',
        'applicationPort',
        'healthPath',
      ],
    },
    { title: 'Network', parameters: ['cidr', 'openPorts', 'elasticIp'] },
    {
      title: 'Address',
      parameters: [
        'domainName',
        'certificateArn',
        'hostedZoneId',
        'firewall',
        'firewallExclusions',
        'requestLimit',
      ],
    },
    {
      title: 'Data',
      parameters: [
        'database',
        'databaseClass',
        'databaseStorageGiB',
        'cache',
        'emailHost',
      ],
    },
    { title: 'Lifetime', parameters: ['ttlHours'] },
  ],
  shownWhen: {
    ...IN_PREVIEWS,
    databaseClass: WITH_DATABASE,
    databaseStorageGiB: WITH_DATABASE,
  },
};
