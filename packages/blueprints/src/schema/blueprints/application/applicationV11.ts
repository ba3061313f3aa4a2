import { defineBlueprint } from '../../blueprint';
import { FIREWALL_DEFAULTS } from '../../firewall';
import { stagePolicy } from '../../stagePolicy';
import type { Stage } from '../../stages';
import { application } from './application';
import {
  type ApplicationParameters,
  PRIVATE_ENDPOINTS,
} from './applicationParameters';
import { applicationV11Fixed } from './applicationFixed';
import { applicationV11Form } from './applicationForm';
import { applicationReadiness } from './applicationReadiness';
import { applicationV11Notes } from './applicationV11Notes';
import {
  type ApplicationV11Parameters,
  applicationV11Parameters,
} from './applicationV11Parameters';
import { checkApplicationV11 } from './checkApplicationV11';
import { applicationFindings } from './applicationFindings';

type Sizing = Pick<
  ApplicationV11Parameters,
  'taskSize' | 'logSearchClass' | 'logSearchStorageGiB'
>;

const SMALL: Sizing = {
  taskSize: 'small',
  logSearchClass: 't3.small.search',
  logSearchStorageGiB: 10,
};

const LARGE: Sizing = {
  taskSize: 'medium',
  logSearchClass: 'm6g.large.search',
  logSearchStorageGiB: 100,
};

const SIZING: Record<Stage, Sizing> = {
  preview: SMALL,
  dev: SMALL,
  staging: LARGE,
  production: LARGE,
  shared: LARGE,
};

/** An application environment, version 1.1.0: with a service, metrics, log search and a hub on request. */
export const applicationV11 = defineBlueprint({
  name: application.name,
  version: '1.1.0',
  kind: application.kind,
  title: application.title,
  description:
    'A network in two or three zones, a PostgreSQL database, an encrypted bucket, logs, alarms and a budget; on request a service that scales, log search, Prometheus metrics, and the way to a hub.',
  stages: application.stages,
  stackClass: application.stackClass,
  parameters: applicationV11Parameters,
  accepted: applicationFindings,
  form: applicationV11Form,
  readiness: applicationReadiness,
  recordsDrills: true,
  lendsNetwork: true,
  defaults: (stage, region) => {
    const [minCopies, maxCopies] = stagePolicy(stage).serviceCopies;
    return {
      ...(application.defaultsFor(
        stage,
        region,
      ) as Partial<ApplicationParameters>),
      ...SIZING[stage],
      // Nobody but the team knows the image, and moving a unit from 1.0.0 must not start something by itself.
      service: 'none' as const,
      image: 'public.ecr.aws/docker/library/httpd:2.4',
      containerPort: 80,
      healthCheckPath: '/',
      minCopies,
      maxCopies,
      secrets: [],
      ...FIREWALL_DEFAULTS,
      metrics: 'cloudwatch' as const,
      grafana: false,
      logSearch: 'none' as const,
      hubCidrs: [],
      guestDatabases: false,
      sharedDatabase: false,
    };
  },
  example: stage => application.example(stage),
  check: checkApplicationV11,
  fixed: applicationV11Fixed,
  notes: applicationV11Notes,
  sizes: {
    small: { databaseClass: 'db.t4g.medium', databaseStorageGiB: 50 },
    service: { service: 'web' },
    full: {
      service: 'web',
      image:
        '123456789012.dkr.ecr.us-east-1.amazonaws.com/claims/web:2026-01-15',
      containerPort: 8080,
      healthCheckPath: '/health',
      taskSize: 'large',
      minCopies: 3,
      maxCopies: 12,
      domainName: 'claims.example.com',
      hostedZoneId: 'Z0123456789EXAMPLE',
      secrets: [
        { variable: 'PAYMENT_KEY', secret: 'claims/payment', key: 'key' },
        { variable: 'SIGNING_KEY', secret: 'claims/signing' },
      ],
      metrics: 'prometheus',
      grafana: true,
      availabilityZones: 3,
      natGateways: 'per-zone',
      privateEndpoints: [...PRIVATE_ENDPOINTS],
      logSearch: 'opensearch',
      logSearchClass: 'm6g.large.search',
      logSearchStorageGiB: 100,
      transitGatewayId: 'tgw-0123456789abcdef0',
      hubCidrs: ['10.0.0.0/16', '192.168.0.0/16'],
      drRegion: 'us-west-2',
    },
    search: {
      logSearch: 'opensearch',
      availabilityZones: 3,
      metrics: 'prometheus',
    },
  },
});
