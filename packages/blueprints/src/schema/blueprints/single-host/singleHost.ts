import { defineBlueprint, WORKLOAD_STAGES } from '../../blueprint';
import { FIREWALL_DEFAULTS } from '../../firewall';
import { arnIn } from '../../partitions';
import { checkSingleHost } from './checkSingleHost';
import { singleHostFindings } from './singleHostFindings';
import { singleHostForm } from './singleHostForm';
import { singleHostParameters } from './singleHostParameters';
import { singleHostReadiness } from './singleHostReadiness';
import { singleHostFixed } from './singleHostFixed';

/** An application on one EC2 host, version 1.0.0. */
export const singleHost = defineBlueprint({
  name: 'single-host',
  version: '1.0.0',
  kind: 'environment',
  title: 'Single-host application',
  description:
    'One Ubuntu host behind a TLS load balancer, with buckets, backups, and PostgreSQL and Redis on request.',
  stages: WORKLOAD_STAGES,
  stackClass: 'SingleHost',
  parameters: singleHostParameters,
  accepted: singleHostFindings,
  form: singleHostForm,
  readiness: singleHostReadiness,
  holdsTenants: false,
  defaults: stage => ({
    instanceClass: 't3.medium' as const,
    volumeGiB: 30,
    imageRelease: stage === 'production' ? undefined : 'current',
    openPorts: [],
    elasticIp: false,
    applicationPort: 3000,
    healthPath: '/health',
    database: true,
    databaseClass: 'db.t4g.small' as const,
    databaseStorageGiB: 20,
    cache: false,
    ...FIREWALL_DEFAULTS,
  }),
  example: stage => ({
    cidr: '10.40.0.0/16',
    domainName: 'app.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
    imageRelease: stage === 'production' ? '20240301' : undefined,
    ttlHours: stage === 'preview' ? 72 : undefined,
  }),
  check: checkSingleHost,
  fixed: singleHostFixed,
  sizes: {
    small: {},
    large: {
      instanceClass: 'm5.large',
      volumeGiB: 100,
      cache: true,
      databaseClass: 'db.m6g.large',
      databaseStorageGiB: 100,
    },
    address: {
      elasticIp: true,
      database: false,
      certificateArn: arnIn('us-east-1', {
        service: 'acm',
        region: 'us-east-1',
        account: '111122223333',
        resource: 'certificate/00000000-0000-4000-8000-00000000000a',
      }),
      hostedZoneId: undefined,
      openPorts: [{ port: 8443, source: '198.51.100.0/24' }],
    },
  },
});
