import {
  mockServices,
  startTestBackend,
  TestBackend,
} from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  actionsRegistryServiceRef,
  metricsServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  DefinitivePolicyDecision,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  ScaffolderService,
  scaffolderServiceRef,
} from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { DatabaseLedger } from '../ledger/DatabaseLedger';
import type { LedgerFact } from '../ledger/Ledger';
import { environmentsPlugin } from '../plugin';
import type { Stores } from '../store';
import { createSqlite, TestDatabase } from './databases';
import { RecordedMetrics } from './RecordedMetrics';

/** `host/owner/repo` of the repository that the started plugin is configured with. */
export const REPOSITORY = 'github.example.com/acme/infrastructure';

/** The plugin over a database that the test writes; it collects nothing. */
export interface StartedPlugin extends Stores {
  server: TestBackend['server'];
  ledger: DatabaseLedger;
  auditor: ReturnType<typeof mockServices.auditor.mock>;
  metrics: RecordedMetrics;
  /** What the ledger says was refused to runs, the oldest first. */
  refusals(): Promise<LedgerFact[]>;
  stop(): Promise<void>;
}

/** Starts the plugin with catalog entities and a permission policy. */
export async function startPlugin(options: {
  entities: Entity[];
  /** @default - everything is allowed */
  decide?: (permission: string, resourceRef?: string) => boolean;
  /** The issuer of the runs' OIDC tokens. */
  issuer?: string;
  /** Address of GitHub's REST API. */
  github?: string;
  config?: JsonObject;
  /** Where the plugin registers what agents may call. */
  actions?: ReturnType<typeof actionsRegistryServiceMock>;
  /** Where agents' proposals go. */
  scaffolder?: ScaffolderService;
  /** @default - SQLite in memory */
  createDatabase?: () => Promise<TestDatabase>;
}): Promise<StartedPlugin> {
  const { decide = () => true, createDatabase = createSqlite } = options;
  const { actions, scaffolder } = options;
  const database = await createDatabase();
  const result = (allowed: boolean): DefinitivePolicyDecision => ({
    result: allowed ? AuthorizeResult.ALLOW : AuthorizeResult.DENY,
  });
  const metrics = new RecordedMetrics();
  const auditor = mockServices.auditor.mock({
    createEvent: async () => ({
      success: async () => {},
      fail: async () => {},
    }),
  });
  const backend = await startTestBackend({
    features: [
      environmentsPlugin,
      auditor.factory,
      // Nobody listens; tests of notifications give a service of their own.
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({ send: async () => {} }),
      }),
      createServiceFactory({
        service: metricsServiceRef,
        deps: {},
        factory: () => metrics,
      }),
      mockServices.database.mock({
        getClient: async () => database.knex,
        migrations: { skip: true },
      }).factory,
      mockServices.permissions.mock({
        authorize: async requests =>
          requests.map(r => result(decide(r.permission.name, r.resourceRef))),
        // As a policy with conditions on entities does: only a look at each of them can tell.
        authorizeConditional: async requests =>
          requests.map(({ permission }): PolicyDecision =>
            isResourcePermission(permission, 'catalog-entity')
              ? {
                  result: AuthorizeResult.CONDITIONAL,
                  pluginId: 'catalog',
                  resourceType: 'catalog-entity',
                  conditions: {
                    rule: 'TEST',
                    resourceType: 'catalog-entity',
                    params: {},
                  },
                }
              : result(decide(permission.name)),
          ),
      }).factory,
      catalogServiceMock.factory({ entities: options.entities }),
      ...(actions
        ? [
            createServiceFactory({
              service: actionsRegistryServiceRef,
              deps: {},
              factory: () => actions,
            }),
          ]
        : []),
      ...(scaffolder
        ? [
            createServiceFactory({
              service: scaffolderServiceRef,
              deps: {},
              factory: () => scaffolder,
            }),
          ]
        : []),
      mockServices.rootConfig.factory({
        data: {
          app: { baseUrl: 'https://portal.example.com' },
          environments: {
            repositories: [
              {
                url: `https://${REPOSITORY}`,
                oidc: {
                  issuer: options.issuer ?? 'https://issuer.example.com',
                },
              },
            ],
            accounts: [],
            // Tests tell of readings at days of their own.
            freshness: Object.fromEntries(
              ['sweep', 'repositories', 'costs', 'trail'].map(schedule => [
                schedule,
                { years: 1000 },
              ]),
            ),
            schedule: {
              repositories: {
                frequency: { trigger: 'manual' },
                timeout: { minutes: 1 },
              },
            },
          },
          ...(options.github
            ? {
                integrations: {
                  github: [
                    {
                      host: 'github.example.com',
                      apiBaseUrl: options.github,
                      token: 'x',
                    },
                  ],
                },
              }
            : {}),
          ...options.config,
        },
      }),
    ],
  });
  return {
    ...database.stores,
    server: backend.server,
    ledger: new DatabaseLedger(database.knex),
    auditor,
    metrics,
    refusals: async () => {
      const rows = await database
        .knex('ledger_entries')
        .where('key', 'like', 'refused:%')
        .orderBy('seq')
        .select<Array<{ body: string }>>('body');
      return rows.map(({ body }): LedgerFact => JSON.parse(body));
    },
    stop: async () => {
      await backend.stop();
      await database.destroy();
    },
  };
}
