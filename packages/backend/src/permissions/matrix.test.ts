import {
  coreServices,
  createServiceFactory,
  type BackstageCredentials,
  type BackstageUserPrincipal,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  actionsRegistryServiceMock,
  metricsServiceMock,
} from '@backstage/backend-test-utils/alpha';
import { actionsRegistryServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  stringifyEntityRef,
  type Entity,
  type UserEntity,
} from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  type Permission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  type PermissionRule,
} from '@backstage/plugin-permission-node';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import githubActions from '@backstage/plugin-scaffolder-backend-module-github';
import {
  actionExecutePermission,
  taskCreatePermission,
} from '@backstage/plugin-scaffolder-common/alpha';
import environmentsPlugin from '@plinth/plugin-environments-backend';
import { unitRules } from '@plinth/plugin-environments-node';
import environmentsActions from '@plinth/plugin-scaffolder-backend-module-environments';
import type { JsonObject } from '@backstage/types';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { readAccess } from './AccessRoles';
import { RolePermissionPolicy } from './RolePermissionPolicy';

/*
 * Who may do what, for everybody of the demo and everything that there is: what the OpenAPI document, the templates and the registered
 * actions list has a row here, or the test fails. The policy is that of `app-config.yaml`.
 */

const root = path.resolve(__dirname, '../../../..');
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

const organization: Entity[] = parseAllDocuments(
  textOf('packages/sandbox/demo/organization.yaml'),
).map(document => document.toJS());
const people = organization.filter(
  (entity): entity is UserEntity => entity.kind === 'User',
);
const PEOPLE = people.map(({ metadata }) => metadata.name);

/** Those who ask for things, those who run the portal, and nobody. */
const EVERYONE = PEOPLE;
const REQUESTERS = ['developer', 'engineer', 'admin'];
const ADMIN = ['admin'];
const NOBODY: string[] = [];

const unit = (name: string, stage: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: {
    name,
    namespace: 'default',
    annotations: {
      'plinth/unit': `environments/${name}`,
      'plinth/repository': 'github.example.com/acme/infrastructure',
      'plinth/stage': stage,
      'plinth/account': '111122223333',
      'plinth/region': 'us-east-1',
      'plinth/blueprint': 'application@1.0.0',
    },
  },
  spec: { type: 'aws-environment', owner: 'group:default/claims' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/claims' }],
});
const entities: Entity[] = [
  unit('dev', 'dev'),
  unit('live', 'production'),
  parse(textOf('templates/new-environment/template.yaml')),
];

/** A row of a route: who gets another answer than 401 or 403. */
interface Row {
  readonly may: string[];
  /** Of its path; without it `dev` is the unit. */
  readonly params?: Record<string, string>;
  readonly query?: string;
  readonly body?: object;
}

/** Routes that find what they are about before they can say whose it is; that file has who is answered. */
type Elsewhere = { readonly shownBy: string };

const OF_UNIT = '/entities/{namespace}/{kind}/{name}';
const ROUTES: Record<string, Row[] | Elsewhere> = {
  'GET /environments': [{ may: EVERYONE }],
  'GET /environments/groups': [{ may: EVERYONE, query: '?by=owner' }],
  'GET /environments/matrix': [{ may: EVERYONE }],
  'GET /environments/export': [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/health`]: [
    { may: EVERYONE },
    { may: EVERYONE, params: { name: 'live' } },
  ],
  [`GET ${OF_UNIT}/readiness`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/unit`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/recovery`]: [{ may: EVERYONE }],
  [`POST ${OF_UNIT}/drift-check`]: [
    { may: REQUESTERS },
    { may: ADMIN, params: { name: 'live' } },
  ],
  [`GET ${OF_UNIT}/stacks/{stack}/events`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/stacks/{stack}/resources`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/stacks/{stack}/drift`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/adoption`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/costs`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/changes`]: [{ may: EVERYONE }],
  [`GET ${OF_UNIT}/deployments`]: [
    { may: EVERYONE },
    { may: EVERYONE, params: { name: 'live' } },
  ],
  [`GET ${OF_UNIT}/deployments/{deployment}/timeline`]: [
    { may: EVERYONE, params: { deployment: '1-1-deploy' } },
  ],
  'GET /account-costs': [{ may: EVERYONE }],
  // Other plugins of the portal alone.
  'GET /stacks': [{ may: NOBODY }],
  'GET /units': [{ may: NOBODY }],
  'GET /foreign-stacks': [
    { may: NOBODY, query: '?account=111122223333&unit=dev' },
  ],
  'GET /fleet-upgrades': [{ may: EVERYONE }],
  'POST /fleet-upgrades': [
    {
      may: ADMIN,
      body: {
        blueprint: 'application',
        version: '9.9.9',
        waveSize: 1,
        maxOpen: 1,
        healthyMinutes: 1,
      },
    },
  ],
  'POST /fleet-upgrades/{id}/{step}': [
    {
      may: ADMIN,
      params: { id: '00000000-0000-4000-8000-000000000000', step: 'pause' },
      body: {},
    },
  ],
  'GET /blueprints': [{ may: EVERYONE }],
  'GET /placements': [{ may: EVERYONE }],
  'GET /connections': [{ may: ADMIN }],
  'GET /operations': [{ may: ADMIN }],
  'GET /freezes': [{ may: EVERYONE }],
  'POST /estimates': [
    {
      may: EVERYONE,
      body: {
        blueprint: 'no-such',
        stage: 'dev',
        account: '111122223333',
        region: 'us-east-1',
        parameters: {},
      },
    },
  ],
  'GET /requests/{owner}/{repo}/{number}': {
    shownBy: 'plugins/environments-backend/src/router/followRoutes.test.ts',
  },
  'POST /requests/{owner}/{repo}/{number}/nudge': {
    shownBy: 'plugins/environments-backend/src/router/followRoutes.test.ts',
  },
  'GET /tasks/{task}/request': {
    shownBy: 'plugins/environments-backend/src/router/followRoutes.test.ts',
  },
  'GET /home': [{ may: EVERYONE }],
  // Runs of the pipeline, by their own tokens.
  'POST /plans': [{ may: NOBODY, body: {} }],
  'GET /pull-requests/{number}/approval': [
    {
      may: NOBODY,
      params: { number: '1' },
      query: `?head=${'a'.repeat(40)}`,
    },
  ],
  'POST /deployments': [{ may: NOBODY, body: {} }],
};

/** Who may run all the steps of a template. */
const TEMPLATES: Record<string, string[]> = {
  'platform-repository': ADMIN,
  'new-environment': REQUESTERS,
  'new-tenant': REQUESTERS,
  'preview-environment': REQUESTERS,
  'extend-preview': REQUESTERS,
  'change-environment': REQUESTERS,
  'change-tenant': REQUESTERS,
  'upgrade-blueprint': REQUESTERS,
  'upgrade-fleet': REQUESTERS,
  'promote-environment': REQUESTERS,
  failover: REQUESTERS,
  'roll-back': REQUESTERS,
  'repair-drift': REQUESTERS,
  decommission: REQUESTERS,
  freeze: REQUESTERS,
  unfreeze: REQUESTERS,
  'suspend-tenant': REQUESTERS,
  'resume-tenant': REQUESTERS,
};

/** Who may run an action of ours as a step; those of Backstage that templates use are in their rows. */
const STEPS: Record<string, string[]> = {
  'environments:request:validate': REQUESTERS,
  'environments:unit:write': REQUESTERS,
  'environments:pull-request:open': REQUESTERS,
  'environments:repository:protect': ADMIN,
  'environments:freeze:open': REQUESTERS,
  'environments:change:validate': REQUESTERS,
  'environments:change:open': REQUESTERS,
  'environments:fleet:upgrade': REQUESTERS,
};

/** What agents may call: each calls routes, or submits templates, as the person whose token it holds. */
const AGENTS: Record<
  string,
  {
    may: string[];
    input: JsonObject;
    /** How it ends for who may; @default - well */
    then?: RegExp;
  }
> = {
  'list-environments': { may: EVERYONE, input: {} },
  'explain-environment': {
    may: EVERYONE,
    input: { entityRef: 'resource:default/live' },
  },
  'list-blueprints': { may: EVERYONE, input: {} },
  'list-placements': {
    may: EVERYONE,
    input: {},
    then: /not known what main .* authorizes/,
  },
  'get-blueprint': { may: EVERYONE, input: { name: 'application' } },
  'estimate-cost': {
    may: EVERYONE,
    then: /no-such/,
    input: {
      blueprint: 'no-such',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
    },
  },
  propose: {
    may: REQUESTERS,
    then: /requires property|is not valid|required/i,
    input: { template: 'new-environment', values: {} },
  },
  // Their own proposals; there is none.
  'get-proposal': {
    may: EVERYONE,
    input: { taskId: 'none' },
    then: /404 Not Found/,
  },
};

const policy = new RolePermissionPolicy(
  readAccess(new ConfigReader(parse(textOf('app-config.yaml')))),
);

function infoOf(name: string) {
  const person = people.find(({ metadata }) => metadata.name === name)!;
  const ref = `user:default/${name}`;
  return {
    userEntityRef: ref,
    ownershipEntityRefs: [
      ref,
      ...person.spec.memberOf!.map(group => `group:default/${group}`),
    ],
  };
}

const decide = (permission: Permission, name: string) =>
  policy.handle(
    { permission },
    { credentials: mockCredentials.user(), info: infoOf(name) },
  );

const rules = [...Object.values(permissionRules), ...Object.values(unitRules)];
const onEntity = createConditionAuthorizer<Entity>({
  getRuleByName: name =>
    rules.find(rule => rule.name === name) as PermissionRule<
      Entity,
      unknown,
      string
    >,
});

const nameOf = (credentials: BackstageCredentials) => {
  const { principal } = credentials as BackstageCredentials<{ type: string }>;
  return principal.type === 'user'
    ? (principal as BackstageUserPrincipal).userEntityRef.split('/')[1]
    : undefined;
};

/** As the permission back end does: the policy, and where it says so a look at the entity. */
const permissions: Pick<
  PermissionsService,
  'authorize' | 'authorizeConditional'
> = {
  authorize: (requests, { credentials }) =>
    Promise.all(
      requests.map(async ({ permission, resourceRef }) => {
        const name = nameOf(credentials!);
        const decision: PolicyDecision = name
          ? await decide(permission, name)
          : { result: AuthorizeResult.ALLOW };
        const entity = entities.find(
          each => stringifyEntityRef(each) === resourceRef,
        );
        return {
          result: onEntity(decision, entity)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        };
      }),
    ),
  authorizeConditional: (requests, { credentials }) =>
    Promise.all(
      requests.map(async ({ permission }) => {
        const name = nameOf(credentials!);
        return name
          ? decide(permission, name)
          : ({ result: AuthorizeResult.ALLOW } as const);
      }),
    ),
} as PermissionsService;

describe('who may do what', () => {
  let backend: TestBackend;
  const agents = actionsRegistryServiceMock();

  beforeAll(async () => {
    backend = await startTestBackend({
      features: [
        environmentsPlugin,
        scaffolderPlugin,
        githubActions,
        environmentsActions,
        mockServices.permissions.mock(permissions).factory,
        catalogServiceMock.factory({ entities }),
        metricsServiceMock.factory(),
        createServiceFactory({
          service: notificationService,
          deps: {},
          factory: () => ({ send: async () => {} }),
        }),
        createServiceFactory({
          service: actionsRegistryServiceRef,
          deps: { plugin: coreServices.pluginMetadata },
          factory: ({ plugin }) =>
            plugin.getId() === 'environments'
              ? agents
              : actionsRegistryServiceMock(),
        }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            environments: {
              repositories: [
                { url: 'https://github.example.com/acme/infrastructure' },
              ],
              accounts: [],
              schedule: {
                repositories: {
                  frequency: { trigger: 'manual' },
                  timeout: { minutes: 1 },
                },
              },
            },
            integrations: {
              github: [
                {
                  host: 'github.example.com',
                  // Nothing listens there.
                  apiBaseUrl: 'http://127.0.0.1:9',
                  token: 'x',
                },
              ],
            },
          },
        }),
      ],
    });
  });
  afterAll(() => backend?.stop());

  const { paths } = parse(
    textOf('plugins/environments-backend/src/schema/openapi.yaml'),
  ) as { paths: Record<string, Record<string, unknown>> };
  const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
  const routes = Object.entries(paths).flatMap(([route, item]) =>
    METHODS.filter(method => item[method]).map(
      method => `${method.toUpperCase()} ${route}`,
    ),
  );

  const templates = (
    parse(textOf('templates/all.yaml')).spec.targets as string[]
  ).map(target => {
    const { metadata, spec } = parse(
      textOf(path.join('templates', target)),
    ) as { metadata: { name: string }; spec: { steps: { action: string }[] } };
    return { name: metadata.name, steps: spec.steps };
  });

  it('has a row for each route of the OpenAPI document, template, step and action for agents, and for nothing else', async () => {
    expect(Object.keys(ROUTES).sort()).toEqual(routes.sort());
    expect(Object.keys(TEMPLATES).sort()).toEqual(
      templates.map(({ name }) => name).sort(),
    );
    const listed = await fetch(
      `http://localhost:${backend.server.port()}/api/scaffolder/v2/actions`,
      { headers: { authorization: mockCredentials.user.header() } },
    );
    const steps: { id: string }[] = await listed.json();
    expect(Object.keys(STEPS).sort()).toEqual(
      steps
        .map(({ id }) => id)
        .filter(id => id.startsWith('environments:'))
        .sort(),
    );
    const { actions } = await agents.list();
    expect(Object.keys(AGENTS).sort()).toEqual(
      actions.map(({ name }) => name).sort(),
    );
  });

  const rows = Object.entries(ROUTES).flatMap(([route, expected]) =>
    'shownBy' in expected
      ? []
      : expected.map(row => [route, row.params?.name ?? '', row] as const),
  );
  it.each(rows)('%s %s', async (route, _, row) => {
    const [method, pattern] = route.split(' ');
    const params: Record<string, string> = {
      namespace: 'default',
      kind: 'resource',
      name: 'dev',
      stack: 'dev',
      ...row.params,
    };
    const address = pattern.replace(/\{(\w+)\}/g, (__, key) => params[key]);
    const statusFor = async (authorization: string | undefined) => {
      const answer = await fetch(
        `http://localhost:${backend.server.port()}/api/environments/v1${address}${row.query ?? ''}`,
        {
          method,
          headers: {
            ...(authorization && { authorization }),
            ...(row.body && { 'content-type': 'application/json' }),
          },
          body: row.body && JSON.stringify(row.body),
        },
      );
      return { status: answer.status, text: await answer.text() };
    };
    const answers = await Promise.all(
      PEOPLE.map(async name => ({
        name,
        ...(await statusFor(
          mockCredentials.user.header(`user:default/${name}`),
        )),
      })),
    );
    const refused = answers.filter(({ status }) => [401, 403].includes(status));
    expect(
      PEOPLE.filter(name => !refused.some(each => each.name === name)),
    ).toEqual(row.may);
    // Who is refused is told why, and nothing of the unit.
    for (const { text } of refused) {
      expect(text).toMatch(/"name":"(NotAllowed|Authentication)Error"/);
    }
    // A request that no route would take says nothing of who may.
    expect(
      answers.filter(({ status }) => status === 400 && row.may !== ADMIN),
    ).toEqual([]);
    expect([401, 403]).toContain(
      (await statusFor(mockCredentials.none.header())).status,
    );
  });

  it.each(
    Object.entries(ROUTES).flatMap(([route, row]) =>
      'shownBy' in row ? [[route, row.shownBy] as const] : [],
    ),
  )('%s is shown by %s', (_, file) => {
    expect(existsSync(path.join(root, file))).toBe(true);
  });

  const mayStep = async (action: string, name: string) => {
    const decision = await decide(actionExecutePermission, name);
    if (decision.result !== AuthorizeResult.CONDITIONAL) {
      return decision.result === AuthorizeResult.ALLOW;
    }
    // Its one rule compares the action's ID.
    const hasActionId = {
      name: 'HAS_ACTION_ID',
      apply: (resource: { id: string }, { actionId }: { actionId: string }) =>
        resource.id === actionId,
    };
    return createConditionAuthorizer<{ id: string }>({
      getRuleByName: () =>
        hasActionId as unknown as PermissionRule<
          { id: string },
          unknown,
          string
        >,
    })(decision, { id: action });
  };
  const those = async (holds: (name: string) => Promise<boolean>) => {
    const found = await Promise.all(
      PEOPLE.map(async name => ((await holds(name)) ? [name] : [])),
    );
    return found.flat();
  };

  it.each(Object.entries(TEMPLATES))('template %s', async (name, may) => {
    const { steps } = templates.find(each => each.name === name)!;
    expect(
      await those(async person => {
        const { result } = await decide(taskCreatePermission, person);
        const allowed = await Promise.all(
          steps.map(({ action }) => mayStep(action, person)),
        );
        return result === AuthorizeResult.ALLOW && allowed.every(Boolean);
      }),
    ).toEqual(may);
  });

  it.each(Object.entries(AGENTS))('action %s', async (action, row) => {
    const { actions } = await agents.list();
    const { id } = actions.find(({ name }) => name === action)!;
    const outcomes = await Promise.all(
      PEOPLE.map(async name => ({
        name,
        outcome: await agents
          .invoke({
            id,
            input: row.input,
            credentials: mockCredentials.user(`user:default/${name}`),
          })
          .then(
            () => 'done',
            (error: Error) => `${error}`,
          ),
      })),
    );
    expect(outcomes).toEqual(
      PEOPLE.map(name => ({
        name,
        outcome: expect.stringMatching(
          row.may.includes(name)
            ? (row.then ?? /^done$/)
            : /NotAllowedError|You are not allowed|403/,
        ),
      })),
    );
  });

  it.each(Object.entries(STEPS))('step %s', async (action, may) => {
    expect(await those(person => mayStep(action, person))).toEqual(may);
  });
});
