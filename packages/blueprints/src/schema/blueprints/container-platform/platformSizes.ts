import { type TASK_SIZES } from '../../serviceParts';
import type {
  CACHE_CLASSES,
  DOCUMENT_CLASSES,
} from './containerPlatformParameters';

interface Size {
  readonly availabilityZones: 2 | 3;
  readonly natGateways: 'single' | 'per-zone';
  readonly databaseClass: (typeof DOCUMENT_CLASSES)[number];
  /** PostgreSQL: 2 is a primary and its standby. DocumentDB: a writer and its readers. */
  readonly databaseInstances: 1 | 2;
  readonly cacheClass: (typeof CACHE_CLASSES)[number];
  readonly cacheNodes: number;
  readonly databaseStorageGiB: number;
  readonly taskSize: keyof typeof TASK_SIZES;
}

/** How large the platform is (SAAS-8); `recovery` is what stands by in the DR region. */
// prettier-ignore
export const PLATFORM_SIZES: Readonly<Record<'production' | 'recovery' | 'staging' | 'dev', Size>> = {
  production: { availabilityZones: 3, natGateways: 'per-zone', databaseClass: 'db.r5.2xlarge', databaseInstances: 2, cacheClass: 'cache.r5.large',  cacheNodes: 3, databaseStorageGiB: 500, taskSize: 'large'  },
  recovery:   { availabilityZones: 2, natGateways: 'per-zone', databaseClass: 'db.r5.xlarge',  databaseInstances: 1, cacheClass: 'cache.r5.large',  cacheNodes: 2, databaseStorageGiB: 500, taskSize: 'large'  },
  staging:    { availabilityZones: 2, natGateways: 'per-zone', databaseClass: 'db.r5.large',   databaseInstances: 1, cacheClass: 'cache.r5.large',  cacheNodes: 1, databaseStorageGiB: 100, taskSize: 'medium' },
  dev:        { availabilityZones: 2, natGateways: 'single',   databaseClass: 'db.t4g.medium', databaseInstances: 1, cacheClass: 'cache.t4g.small', cacheNodes: 1, databaseStorageGiB: 50,  taskSize: 'small'  },
};
