import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import searchPlugin from '@backstage/plugin-search-backend';
import searchModuleCatalogCollator from '@backstage/plugin-search-backend-module-catalog';
import type { SearchResultSet } from '@backstage/plugin-search-common';
import type { JsonObject } from '@backstage/types';
import type {
  KnownUnit,
  KnownUnitPage,
} from '@plinth/plugin-environments-common';
import { databases } from './__testUtils__/databases';
import searchEngineModule from './searchEngineModule';
import unitsModule from './unitsModule';

const COMMIT = '7e12345a8ba95d139ff6a6b7c3ccc33f11e0a2c0';
const QUEUE =
  'https://sqs.us-east-1.amazonaws.com/111122223333/claims-dev-Jobs-1XK2';
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:claims-dev-Alarms-9QZ';
const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/claims/50dc6c495c0c9188';

const unit = (name: string, overrides: Partial<KnownUnit> = {}): KnownUnit => ({
  entityRef: `resource:default/${name}`,
  name,
  kind: 'environment',
  stage: 'dev',
  account: '444455556666',
  accountName: 'workloads',
  region: 'eu-west-1',
  owner: 'group:default/payments',
  blueprint: 'application@1.2.0',
  stacks: [name],
  resources: [],
  commits: [],
  pullRequests: [],
  ...overrides,
});

const CLAIMS = unit('claims-dev', {
  description: 'Where claims are tried out',
  account: '111122223333',
  accountName: 'sandbox',
  region: 'us-east-1',
  owner: 'group:default/claims',
  stacks: ['claims-dev', 'claims-dev-data'],
  resources: ['claims-dev-data-bucket-1q2w3e', QUEUE, TOPIC, LOAD_BALANCER],
  commits: [COMMIT],
  pullRequests: [1207],
});
const OTHERS = [
  unit('payroll-staging', { stage: 'staging', pullRequests: [88] }),
  unit('acme', { kind: 'tenant', commits: ['c0ffee'.padEnd(40, '1')] }),
];

const entity = (
  name: string,
  spec: { type: string; owner?: string },
  kind = 'Resource',
): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec: { owner: 'group:default/claims', ...spec },
});

const ENTITIES = [
  entity('claims-dev', { type: 'aws-environment' }),
  entity('acme', { type: 'aws-tenant' }),
  entity('stack-111122223333-us-east-1-claims-dev', {
    type: 'cloudformation-stack',
  }),
  entity('stack-111122223333-us-east-1-orphan', {
    type: 'cloudformation-stack',
    owner: 'group:default/unknown',
  }),
  entity('claims-bucket', { type: 's3-bucket' }),
  entity('claims', { type: 'service' }, 'Component'),
];

/** The environments back end, as far as the search asks it: it answers plugins, a unit on each page. */
const environmentsPlugin = (units: () => KnownUnit[]) =>
  createBackendPlugin({
    pluginId: 'environments',
    register(reg) {
      reg.registerInit({
        deps: {
          http: coreServices.httpRouter,
          httpAuth: coreServices.httpAuth,
        },
        async init({ http, httpAuth }) {
          http.use(async (req, res) => {
            await httpAuth.credentials(req, { allow: ['service'] });
            const { pathname, searchParams } = new URL(req.url, 'http://x');
            if (pathname !== '/v1/units') {
              res.status(404).end();
              return;
            }
            const index = Number(searchParams.get('cursor') ?? 0);
            const page: KnownUnitPage = {
              items: units().slice(index, index + 1),
              pageInfo:
                index + 1 < units().length
                  ? { nextCursor: `${index + 1}` }
                  : {},
            };
            res.json(page);
          });
        },
      });
    },
  });

/** The portal's search over three units, for somebody with some permissions. */
async function startSearch(
  database: JsonObject,
  may: (permission: string, resourceRef?: string) => boolean = () => true,
) {
  let units = [CLAIMS, ...OTHERS];
  const scheduler = mockServices.scheduler();
  const decide = (
    permission: string,
    resourceRef?: string,
  ): DefinitivePolicyDecision => ({
    result: may(permission, resourceRef)
      ? AuthorizeResult.ALLOW
      : AuthorizeResult.DENY,
  });
  const { server } = await startTestBackend({
    features: [
      searchPlugin,
      searchEngineModule,
      searchModuleCatalogCollator,
      unitsModule,
      environmentsPlugin(() => units),
      catalogServiceMock.factory({ entities: ENTITIES }),
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          backend: { database },
          permission: { enabled: true },
          search: { permissions: { queryLatencyBudgetMs: 60_000 } },
        },
      }),
      mockServices.permissions.mock({
        // As a policy with conditions on entities does: only a look at each of them can tell.
        authorizeConditional: async requests =>
          requests.map((): PolicyDecision => ({
            result: AuthorizeResult.CONDITIONAL,
            pluginId: 'catalog',
            resourceType: 'catalog-entity',
            conditions: { rule: 'TEST', resourceType: 'catalog-entity' },
          })),
        authorize: async requests =>
          requests.map(({ permission, resourceRef }) =>
            decide(permission.name, resourceRef),
          ),
      }).factory,
    ],
  });
  const read = async () => {
    await scheduler.triggerTask('search_index_software_catalog');
    await scheduler.triggerTask('search_index_environments');
  };
  await read();
  return {
    search: async (
      term: string,
      types: string[] = [],
    ): Promise<SearchResultSet> => {
      const query = new URLSearchParams({ term });
      types.forEach((type, index) => query.set(`types[${index}]`, type));
      const answer = await fetch(
        `http://localhost:${server.port()}/api/search/query?${query}`,
      );
      expect(answer.status).toBe(200);
      return answer.json();
    },
    /** The units change, and are read again. */
    change: async (changed: KnownUnit[]) => {
      units = changed;
      await read();
    },
  };
}

const titles = ({ results }: SearchResultSet) =>
  results.map(({ document }) => document.title);

const WAYS: Array<[string, string]> = [
  ['name', 'claims-dev'],
  ['account', '111122223333'],
  ['name of the account', 'sandbox'],
  ['commit', COMMIT],
  ['first digits of a commit', COMMIT.slice(0, 7)],
  ['digits of a commit in between', COMMIT.slice(0, 11)],
  ['pull request', '#1207'],
  ['number of a pull request', '1207'],
  ['physical ID', 'claims-dev-data-bucket-1q2w3e'],
  ['ARN', TOPIC],
  ['last part of an ARN', 'claims-dev-Alarms-9QZ'],
  ['ARN with a path', LOAD_BALANCER],
  ['last part of a path', '50dc6c495c0c9188'],
  ['address', QUEUE],
  ['stack', 'claims-dev-data'],
];

describe.each(databases)('units in the search in %s', (_, database) => {
  it('are found first, and once, by every way, and lead to their page', async () => {
    const { search } = await startSearch(database());
    for (const [way, term] of WAYS) {
      const answer = await search(term, ['environments']);
      expect([way, answer.results[0]?.document]).toEqual([
        way,
        expect.objectContaining({
          title: 'claims-dev',
          location: '/catalog/default/resource/claims-dev',
          text: 'Where claims are tried out. Environment at stage dev, in account sandbox (111122223333), us-east-1, of claims, made by application@1.2.0.',
        }),
      ]);
      const all = titles(await search(term));
      expect([way, all.filter(title => title === 'claims-dev')]).toEqual([
        way,
        ['claims-dev'],
      ]);
    }
  });

  it('stand for their stacks, but for those that nobody has; other resources stay', async () => {
    const { search } = await startSearch(database());
    const found = titles(await search('claims'));
    expect([...found].sort()).toEqual([
      'claims',
      'claims-bucket',
      'claims-dev',
    ]);
    expect(titles(await search('orphan'))).toContain(
      'stack-111122223333-us-east-1-orphan',
    );
    expect(titles(await search('acme'))).toEqual(['acme']);
    // As the catalog's filters on the page of results have it.
    const { results } = await search('acme');
    expect(results[0].document).toMatchObject({
      kind: 'Resource',
      lifecycle: 'dev',
    });
  });

  it('are not found by who may not read them in the catalog', async () => {
    const { search } = await startSearch(
      database(),
      (permission, resourceRef) =>
        permission !== 'catalog.entity.read' ||
        resourceRef !== 'resource:default/claims-dev',
    );
    for (const [, term] of WAYS) {
      expect(titles(await search(term))).not.toContain('claims-dev');
    }
    expect(titles(await search('payroll-staging'))).toContain(
      'payroll-staging',
    );
  });

  it.each([
    [
      'environments.environment.read',
      ['physical ID', 'ARN', 'last part of an ARN', 'ARN with a path'],
    ],
    [
      'environments.changes.read',
      ['commit', 'first digits of a commit', 'pull request'],
    ],
  ])(
    'are found without %s by what the catalog tells, and by no other facts',
    async (denied, ways) => {
      const { search } = await startSearch(
        database(),
        permission => permission !== denied,
      );
      for (const [way, term] of WAYS.filter(([each]) => ways.includes(each))) {
        const answer = await search(term, ['environments']);
        expect([way, titles(answer)]).toEqual([
          way,
          expect.not.arrayContaining(['claims-dev']),
        ]);
      }
      for (const term of ['claims-dev', '111122223333', 'claims-dev-data']) {
        expect(titles(await search(term))).toContain('claims-dev');
      }
    },
  );

  it('carry no facts into the answer', async () => {
    const { search } = await startSearch(database());
    for (const [, term] of WAYS) {
      const { results } = await search(term, ['environments']);
      for (const { document, highlight } of results) {
        for (const field of ['resources', 'commits', 'pullRequests']) {
          expect(document).not.toHaveProperty(field);
          expect(highlight?.fields ?? {}).not.toHaveProperty(field);
        }
      }
    }
  });

  it('are found by what was merged since, once they were read again', async () => {
    const { search, change } = await startSearch(database());
    await change([{ ...CLAIMS, pullRequests: [1207, 1300] }, ...OTHERS]);
    const found = titles(await search('#1300'));
    expect(found.filter(title => title === 'claims-dev')).toHaveLength(1);
  });
});
