import type { Unit } from '@plinth/blueprints/schema';

/** One merged request of the demo's history. */
export interface HistoricChange {
  /** Whole days before the demo begins. */
  daysAgo: number;
  title: string;
  unit: Unit;
  /** Login of who asked for it. */
  requester: string;
  approver: string;
  /**
   * How its deployment ended.
   *
   * @default succeeded
   */
  deployment?: 'succeeded' | 'rolledBack' | 'notDeployed' | 'waiting';
}

type EnvironmentUnit = Extract<Unit, { kind: 'environment' }>;
type EnvironmentDetails = Omit<
  EnvironmentUnit,
  'kind' | 'blueprint' | 'version'
> &
  Partial<Pick<EnvironmentUnit, 'blueprint'>>;
type TenantDetails = Omit<
  Extract<Unit, { kind: 'tenant' }>,
  'kind' | 'blueprint' | 'version'
>;

function environment(details: EnvironmentDetails): Unit {
  return {
    kind: 'environment',
    blueprint: 'application',
    version: '1.0.0',
    ...details,
  };
}

function tenant(details: TenantDetails): Unit {
  return { kind: 'tenant', blueprint: 'tenant', version: '1.0.0', ...details };
}

const DEV = {
  stage: 'dev' as const,
  account: '111122223333',
  region: 'us-east-1',
};
const STAGING = {
  stage: 'staging' as const,
  account: '444455556666',
  region: 'us-east-1',
};
const PRODUCTION = {
  stage: 'production' as const,
  account: '777788889999',
  region: 'us-east-1',
};
const SHARED = {
  stage: 'shared' as const,
  account: '123456789012',
  region: 'us-east-1',
};
const CLAIMS = { owner: 'group:default/claims' };
const PLATFORM = { owner: 'group:default/platform' };

const claimsDev = { name: 'claims-dev', ...DEV, ...CLAIMS, monthlyBudget: 250 };
const claimsStaging = {
  name: 'claims-staging',
  ...STAGING,
  ...CLAIMS,
  monthlyBudget: 500,
};
const claimsProduction = {
  name: 'claims-production',
  ...PRODUCTION,
  ...CLAIMS,
  monthlyBudget: 1500,
};
const billingStaging = {
  name: 'billing-staging',
  ...STAGING,
  region: 'us-east-2',
  ...PLATFORM,
  monthlyBudget: 500,
};
const analyticsDev = {
  name: 'analytics-dev',
  ...DEV,
  region: 'us-west-2',
  ...PLATFORM,
  monthlyBudget: 60,
};
const billingDev = {
  name: 'billing-dev',
  ...DEV,
  ...PLATFORM,
  monthlyBudget: 250,
};

const platformBaseline = {
  name: 'platform-baseline',
  blueprint: 'platform-services',
  ...SHARED,
  ...PLATFORM,
  monthlyBudget: 2500,
};

/**
 * What happened in the demo before it begins, oldest first: thirteen months in which `platform-baseline`, `claims-dev` and
 * `claims-production` stayed healthy, `claims-staging` drifted, the last update of `billing-staging` failed and
 * rolled back, `analytics-dev` went over its budget, `billing-dev` fell behind main, and the newest change of `claims-production` waits for
 * a reviewer of production.
 */
export const HISTORY: HistoricChange[] = [
  {
    daysAgo: 395,
    title: 'New environment platform-baseline',
    requester: 'engineer',
    approver: 'admin',
    unit: environment({
      ...platformBaseline,
      parameters: {
        cidr: '10.200.0.0/16',
        hostRepository: 'acme/host-application',
      },
    }),
  },
  {
    daysAgo: 393,
    title: 'New environment claims-dev',
    requester: 'developer',
    approver: 'engineer',
    unit: environment({ ...claimsDev, parameters: { cidr: '10.0.0.0/16' } }),
  },
  {
    daysAgo: 388,
    title: 'New environment claims-staging',
    requester: 'developer',
    approver: 'engineer',
    unit: environment({
      ...claimsStaging,
      parameters: { cidr: '10.1.0.0/16' },
    }),
  },
  {
    daysAgo: 371,
    title: 'New environment claims-production',
    requester: 'developer',
    approver: 'admin',
    unit: environment({
      ...claimsProduction,
      parameters: { cidr: '10.2.0.0/16' },
    }),
  },
  {
    daysAgo: 340,
    title: 'New environment billing-dev',
    requester: 'engineer',
    approver: 'admin',
    unit: environment({ ...billingDev, parameters: { cidr: '10.3.0.0/16' } }),
  },
  {
    daysAgo: 301,
    title: 'New tenant globex in claims-production',
    requester: 'developer',
    approver: 'admin',
    unit: tenant({
      name: 'globex',
      environment: 'claims-production',
      ...PRODUCTION,
      ...CLAIMS,
      monthlyBudget: 40,
      parameters: {},
    }),
  },
  {
    daysAgo: 262,
    title: 'New environment billing-staging',
    requester: 'engineer',
    approver: 'admin',
    unit: environment({
      ...billingStaging,
      parameters: { cidr: '10.4.0.0/16' },
    }),
  },
  {
    daysAgo: 214,
    title: 'New tenant initech in claims-production',
    requester: 'developer',
    approver: 'engineer',
    unit: tenant({
      name: 'initech',
      environment: 'claims-production',
      ...PRODUCTION,
      ...CLAIMS,
      monthlyBudget: 40,
      parameters: {},
    }),
  },
  {
    daysAgo: 160,
    title: 'Larger database in claims-dev',
    requester: 'developer',
    approver: 'engineer',
    unit: environment({
      ...claimsDev,
      parameters: { cidr: '10.0.0.0/16', databaseStorageGiB: 50 },
    }),
  },
  {
    daysAgo: 120,
    title: 'New environment analytics-dev',
    requester: 'engineer',
    approver: 'admin',
    unit: environment({ ...analyticsDev, parameters: { cidr: '10.5.0.0/16' } }),
  },
  {
    daysAgo: 45,
    title: 'Database class of claims-staging',
    requester: 'developer',
    approver: 'engineer',
    unit: environment({
      ...claimsStaging,
      parameters: { cidr: '10.1.0.0/16', databaseClass: 'db.t4g.medium' },
    }),
  },
  {
    daysAgo: 21,
    title: 'More storage in claims-production',
    requester: 'developer',
    approver: 'admin',
    unit: environment({
      ...claimsProduction,
      parameters: { cidr: '10.2.0.0/16', databaseStorageGiB: 200 },
    }),
  },
  {
    daysAgo: 9,
    title: 'Larger database class in analytics-dev',
    requester: 'engineer',
    approver: 'admin',
    unit: environment({
      ...analyticsDev,
      parameters: { cidr: '10.5.0.0/16', databaseClass: 'db.t4g.large' },
    }),
  },
  {
    daysAgo: 4,
    title: 'More storage in billing-staging',
    requester: 'engineer',
    approver: 'admin',
    deployment: 'rolledBack',
    unit: environment({
      ...billingStaging,
      parameters: { cidr: '10.4.0.0/16', databaseStorageGiB: 250 },
    }),
  },
  {
    daysAgo: 1,
    title: 'More storage in billing-dev',
    requester: 'engineer',
    approver: 'admin',
    deployment: 'notDeployed',
    unit: environment({
      ...billingDev,
      parameters: { cidr: '10.3.0.0/16', databaseStorageGiB: 60 },
    }),
  },
  {
    daysAgo: 0,
    title: 'Room to grow in claims-production',
    requester: 'developer',
    approver: 'admin',
    deployment: 'waiting',
    unit: environment({
      ...claimsProduction,
      parameters: { cidr: '10.2.0.0/16', databaseStorageGiB: 300 },
    }),
  },
];
