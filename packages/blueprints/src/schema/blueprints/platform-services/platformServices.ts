import { defineBlueprint } from '../../blueprint';
import { checkPlatformServices } from './checkPlatformServices';
import { platformServicesFindings } from './platformServicesFindings';
import { platformServicesForm } from './platformServicesForm';
import { platformServicesParameters } from './platformServicesParameters';
import { platformServicesReadiness } from './platformServicesReadiness';
import { platformServicesFixed } from './platformServicesFixed';

/** The platform baseline, version 1.0.0. */
export const platformServices = defineBlueprint({
  name: 'platform-services',
  version: '1.0.0',
  kind: 'environment',
  title: 'Platform services',
  description:
    'The baseline before any tenant: network with allow-listed egress, three metadata databases, keys, observability, trail, detection and hooks for the Admin Host App.',
  stages: ['dev', 'staging', 'production', 'shared'],
  stackClass: 'PlatformServices',
  parameters: platformServicesParameters,
  accepted: platformServicesFindings,
  form: platformServicesForm,
  readiness: platformServicesReadiness,
  holdsTenants: false,
  defaults: stage => ({
    availabilityZones: stage === 'dev' ? 2 : 3,
    natGateways: stage === 'dev' ? ('single' as const) : ('per-zone' as const),
    allowedDomains: [],
    databaseVersion: '17' as const,
    databaseClass:
      stage === 'dev' ? ('db.t4g.small' as const) : ('db.m6g.large' as const),
    databaseStorageGiB: stage === 'dev' ? 20 : 100,
    databaseMultiAz: stage !== 'dev',
    issuer: 'token.actions.githubusercontent.com',
    guardDuty: true,
  }),
  example: () => ({ cidr: '10.10.0.0/16', hostRepository: 'acme/host-app' }),
  check: checkPlatformServices,
  fixed: platformServicesFixed,
  sizes: {
    small: { databaseClass: 'db.t4g.medium', databaseStorageGiB: 50 },
    large: {
      databaseClass: 'db.r6g.xlarge',
      databaseStorageGiB: 500,
      allowedDomains: ['api.example.com', 'hooks.example.com'],
    },
  },
});
