import type { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import {
  permissionApiRef,
  type PermissionApi,
} from '@backstage/plugin-permission-react';
import {
  mockApis,
  renderInTestApp,
  TestApiProvider,
} from '@backstage/test-utils';
import type {
  EnvironmentPage,
  EnvironmentRow,
  EnvironmentsApi,
  Freshness,
  Health,
  Readiness,
  Recovery,
} from '@plinth/plugin-environments-common';
import type { ReactElement } from 'react';
import { environmentsApiRef } from '../api/environmentsApiRef';

export const SHA = '0123456789abcdef0123456789abcdef01234567';
export const fresh: Freshness = {
  readAt: new Date().toISOString(),
  source: 'CloudFormation 111122223333/us-east-1',
  stale: false,
};
export const stale: Freshness = {
  ...fresh,
  readAt: new Date(Date.now() - 125_000).toISOString(),
  stale: true,
  reason: 'CloudFormation in 111122223333 does not answer',
};

export function row(change: Partial<EnvironmentRow> = {}): EnvironmentRow {
  return {
    entityRef: 'resource:default/claims-dev',
    name: 'claims-dev',
    kind: 'environment',
    stage: 'dev',
    account: '111122223333',
    accountName: 'dev',
    region: 'us-east-1',
    owner: 'group:default/claims',
    blueprint: 'application',
    health: 'Healthy',
    sync: 'InSync',
    monthToDate: 47.33,
    monthlyBudget: 250,
    lastCommit: { sha: SHA, url: `https://github.example.com/commit/${SHA}` },
    lastDeployedAt: new Date().toISOString(),
    createdAt: '2026-01-01T00:00:00Z',
    freshness: fresh,
    ...change,
  };
}

/** A page of the fleet: these rows, and what can be counted and filtered by in them. */
export function fleetPage(
  items: EnvironmentRow[],
  change: Partial<EnvironmentPage> = {},
): EnvironmentPage {
  const sorted = (values: string[]) => [...new Set(values)].sort();
  return {
    items,
    totalItems: items.length,
    counts: { units: items.length, health: {}, sync: {}, overBudget: 0 },
    facets: {
      accounts: sorted(items.map(({ account }) => account)).map(account => ({
        account,
      })),
      regions: sorted(items.map(({ region }) => region)),
      owners: sorted(items.map(({ owner }) => owner)),
      blueprints: sorted(items.map(({ blueprint }) => blueprint)),
    },
    pageInfo: {},
    ...change,
  };
}

export function health(change: Partial<Health> = {}): Health {
  return {
    entityRef: 'resource:default/claims-dev',
    status: 'Healthy',
    sync: 'InSync',
    reasons: [],
    stacks: [],
    alarms: [],
    freshness: fresh,
    ...change,
  };
}

export function readiness(change: Partial<Readiness> = {}): Readiness {
  return {
    entityRef: 'resource:default/claims-dev',
    blueprint: 'platform-services',
    status: 'NoChecklist',
    items: [],
    missingStacks: [],
    freshness: fresh,
    ...change,
  };
}

export function recovery(change: Partial<Recovery> = {}): Recovery {
  return {
    entityRef: 'resource:default/claims-dev',
    items: [],
    drills: [],
    freshness: fresh,
    ...change,
  };
}

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'claims-dev', namespace: 'default' },
  spec: { type: 'aws-environment', owner: 'group:default/claims' },
};

/** An environments API of which a test gives the calls that it expects; any other fails the test. Nothing is frozen. */
export function fakeApi(calls: Partial<EnvironmentsApi>): EnvironmentsApi {
  const all = { listFreezes: async () => ({ items: [] }), ...calls };
  return new Proxy(all as EnvironmentsApi, {
    get(target, name: keyof EnvironmentsApi) {
      return (
        target[name] ??
        (async () => {
          throw new Error(`${String(name)} was not expected`);
        })
      );
    },
  });
}

/** Renders on the page of the entity `claims-dev`; the address is `/` unless the options name another. */
export function renderOnEntity(
  element: ReactElement,
  api: EnvironmentsApi,
  {
    permission,
    ...options
  }: {
    routeEntries?: string[];
    /** @default - everything is allowed */
    permission?: PermissionApi;
  } = {},
) {
  return renderInTestApp(
    <TestApiProvider
      apis={[
        [environmentsApiRef, api],
        [permissionApiRef, permission ?? mockApis.permission()],
      ]}
    >
      <EntityProvider entity={entity}>{element}</EntityProvider>
    </TestApiProvider>,
    {
      ...options,
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}
