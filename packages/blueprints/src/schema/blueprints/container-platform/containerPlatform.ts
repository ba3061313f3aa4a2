import { defineBlueprint } from '../../blueprint';
import { FIREWALL_DEFAULTS } from '../../firewall';
import { recoveryRegion } from '../../regions';
import type { Stage } from '../../stages';
import { checkContainerPlatform } from './checkContainerPlatform';
import { containerPlatformFindings } from './containerPlatformFindings';
import { containerPlatformForm } from './containerPlatformForm';
import { containerPlatformParameters } from './containerPlatformParameters';
import { containerPlatformReadiness } from './containerPlatformReadiness';
import { PLATFORM_SIZES } from './platformSizes';
import { containerPlatformFixed } from './containerPlatformFixed';
import { FIRST_SERVING } from '../../serving';
import { containerServing, refuseServing } from './servingParameters';

/** A multi-region container platform, version 1.0.0. */
export const containerPlatform = defineBlueprint({
  name: 'container-platform',
  version: '1.0.0',
  kind: 'environment',
  title: 'Container platform',
  description:
    'Fargate services with blue-green deployment behind CloudFront and WAF; PostgreSQL, DocumentDB, Redis; a DR region.',
  stages: ['dev', 'staging', 'production'],
  stackClass: 'ContainerPlatform',
  parameters: containerPlatformParameters,
  accepted: containerPlatformFindings,
  form: containerPlatformForm,
  readiness: containerPlatformReadiness,
  recordsDrills: true,
  defaults: (stage, region) => {
    const size = PLATFORM_SIZES[sizeOf(stage)];
    return {
      ...size,
      documentClass: size.databaseClass,
      image: 'public.ecr.aws/docker/library/httpd:2.4',
      containerPort: 80,
      healthCheckPath: '/',
      databaseVersion: '15' as const,
      ...FIREWALL_DEFAULTS,
      originKey: 1,
      shieldAdvanced: false,
      grafana: false,
      drRegion: stage === 'production' ? recoveryRegion(region) : 'none',
      drDatabaseClass: PLATFORM_SIZES.recovery.databaseClass,
      ...FIRST_SERVING,
    };
  },
  example: () => ({
    cidr: '10.0.0.0/16',
    domainName: 'app.example.com',
    hostedZoneId: 'Z0123456789EXAMPLE',
  }),
  check: checkContainerPlatform,
  fixed: containerPlatformFixed,
  refuseChange: refuseServing,
  servingOf: containerServing,
  sizes: {
    standard: {},
    full: {
      drRegion: 'us-west-2',
      cacheNodes: 3,
      databaseInstances: 2,
      grafana: true,
      shieldAdvanced: true,
      image:
        '123456789012.dkr.ecr.us-east-1.amazonaws.com/platform/web:2026-01-15',
    },
  },
});

function sizeOf(stage: Stage): 'dev' | 'staging' | 'production' {
  return stage === 'production' || stage === 'staging' ? stage : 'dev';
}
