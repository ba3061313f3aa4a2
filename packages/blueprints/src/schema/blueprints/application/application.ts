import { defineBlueprint, WORKLOAD_STAGES } from '../../blueprint';
import { findRegion, recoveryRegion } from '../../regions';
import type { Stage } from '../../stages';
import { applicationForm } from './applicationForm';
import {
  type ApplicationParameters,
  applicationParameters,
  PRIVATE_ENDPOINTS,
} from './applicationParameters';
import { applicationReadiness } from './applicationReadiness';
import { checkApplication } from './checkApplication';
import { applicationFindings } from './applicationFindings';
import { applicationFixed } from './applicationFixed';

type Sizing = Omit<
  ApplicationParameters,
  'cidr' | 'drRegion' | 'drDatabase' | 'drCidr' | 'ttlHours'
>;

const SMALL: Sizing = {
  availabilityZones: 2,
  natGateways: 'single',
  databaseVersion: '17',
  databaseClass: 'db.t4g.micro',
  databaseStorageGiB: 20,
  databaseMultiAz: false,
  privateEndpoints: [],
};

// Staging mirrors production (FND-4), so that what passes there holds in production.
const LARGE: Sizing = {
  availabilityZones: 3,
  natGateways: 'per-zone',
  databaseVersion: '17',
  databaseClass: 'db.m6g.large',
  databaseStorageGiB: 100,
  databaseMultiAz: true,
  privateEndpoints: ['kms', 'logs', 'secretsmanager'],
};

const SIZING: Record<Stage, Sizing> = {
  preview: SMALL,
  dev: { ...SMALL, databaseClass: 'db.t4g.small' },
  staging: LARGE,
  production: LARGE,
  shared: LARGE,
};

/** An application environment, version 1.0.0. */
export const application = defineBlueprint({
  name: 'application',
  version: '1.0.0',
  kind: 'environment',
  title: 'Application environment',
  description:
    'A network in two or three zones, a PostgreSQL database, an encrypted bucket, logs, alarms and a budget.',
  stages: WORKLOAD_STAGES,
  stackClass: 'ApplicationEnvironment',
  parameters: applicationParameters,
  accepted: applicationFindings,
  form: applicationForm,
  readiness: applicationReadiness,
  defaults: (stage, region) => {
    const zones = findRegion(region ?? '')?.zones.length ?? 3;
    const sizing = SIZING[stage];
    return {
      ...sizing,
      availabilityZones: Math.min(sizing.availabilityZones, Math.max(zones, 2)),
      drRegion: stage === 'production' ? recoveryRegion(region) : 'none',
      drDatabase: 'replica' as const,
    };
  },
  example: stage => ({
    cidr: '10.20.0.0/16',
    ttlHours: stage === 'preview' ? 72 : undefined,
  }),
  check: checkApplication,
  fixed: applicationFixed,
  sizes: {
    small: { databaseClass: 'db.t4g.medium', databaseStorageGiB: 50 },
    medium: { databaseClass: 'db.m6g.large', databaseStorageGiB: 100 },
    large: {
      databaseClass: 'db.r6g.2xlarge',
      databaseStorageGiB: 500,
      privateEndpoints: [...PRIVATE_ENDPOINTS],
    },
    copies: { drRegion: 'us-west-2', drDatabase: 'copies' },
  },
});
