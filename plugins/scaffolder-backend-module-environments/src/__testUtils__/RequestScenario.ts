import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { PermissionsService } from '@backstage/backend-plugin-api';
import type { Entity, UserEntity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type {
  ActionContext,
  ScaffolderActionsExtensionPoint,
} from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { Knex } from 'knex';
import { BlueprintRegistry } from '@plinth/blueprints/schema';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import {
  installPortalApp,
  recordPermissions,
  startCheckedGitHub,
} from '@plinth/sandbox/testing';
import { createOpenPullRequestAction } from '../actions/openPullRequest';
import { createValidateRequestAction } from '../actions/validateRequest';
import { createWriteUnitAction } from '../actions/writeUnit';
import { InfrastructureRepositories } from '@plinth/plugin-environments-node';
import { readRepositories } from '@plinth/plugin-environments-node';
import { OtherRepositories } from '../repository/OtherRepositories';
import { RepositoryChooser } from '../repository/RepositoryChooser';
import { EstimateSource } from '../request/EstimateSource';
import { NetworkReservations } from '../request/NetworkReservations';
import { RequestValidator } from '../request/RequestValidator';

import { createSqlite } from './databases';

/** The repository that scenarios request units in. */
export const REPOSITORY = 'acme/infrastructure';

/** A second repository, which a scenario may have; nothing is in it at first. */
export const OTHER_REPOSITORY = 'acme/payments';

/** `governance/phase.yaml` of the scenario. */
export const GOVERNANCE = `apiVersion: plinth/v1
kind: GovernancePhase
phase: operate
owners: [group:default/platform]
authorizes:
  accounts:
    - { id: '111122223333', name: dev, stages: [preview, dev], regions: [us-east-1, us-west-2] }
    - { id: '444455556666', name: staging, stages: [staging], regions: [us-east-1, us-east-2, us-west-2] }
  blueprints: [application, tenant]
  resourceTypes: ['AWS::*']
  commands: [plan, deploy, drift]
`;

/** A unit that is on main from the start. */
export const CLAIMS_DEV = {
  kind: 'environment',
  name: 'claims-dev',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/platform',
  monthlyBudget: 200,
  parameters: { cidr: '10.0.0.0/16' },
};

/** What the form sends for a new environment. */
export const ENVIRONMENT_REQUEST = {
  kind: 'environment',
  name: 'claims-staging',
  owner: 'group:default/platform',
  blueprint: 'application',
  stage: 'staging',
  account: '444455556666',
  region: 'us-east-1',
  parameters: {},
  monthlyBudget: 500,
};

/** Stacks that no unit has. */
const FOREIGN_STACKS = ['payroll', 'invoices-edge'].map(name => ({
  account: '444455556666',
  region: 'us-east-1',
  name,
}));

/** A scaffolder task as its store remembers it: what a restarted back end still knows. */
export interface RememberedTask {
  readonly id: string;
  readonly requester: string;
  readonly workspacePath: string;
  readonly steps: Map<string, JsonObject>;
  readonly checkpoints: Map<string, JsonValue>;
}

const PEOPLE: UserEntity[] = ['developer', 'engineer'].map(name => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name, namespace: 'default' },
  relations: [{ type: 'memberOf', targetRef: 'group:default/platform' }],
  spec: {
    profile: { displayName: `The ${name}`, email: `${name}@example.com` },
  },
}));

/** What the catalog holds. */
export const ENTITIES: Entity[] = [
  ...PEOPLE,
  ...['platform', 'payments'].map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name, namespace: 'default' },
    spec: { type: 'team', children: [] },
  })),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'claims-dev', namespace: 'default' },
    spec: {
      type: 'aws-environment',
      owner: 'platform',
      system: 'system:default/claims',
    },
  },
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'only-in-catalog', namespace: 'default' },
    spec: { type: 'database', owner: 'platform' },
  },
  // A further stack of a unit, and what is left of one that was there before.
  ...[
    ['claims-dev-search', 'environments/claims-dev'],
    ['claims-again', 'environments/claims-again'],
  ].map(([name, unit]) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: `stack-444455556666-us-east-1-${name}`,
      namespace: 'default',
      annotations: { 'plinth/unit': unit },
    },
    spec: { type: 'cloudformation-stack', owner: 'platform' },
  })),
];

/** An action as the scaffolder registers it, whatever its input. */
type RegisteredAction = Parameters<
  ScaffolderActionsExtensionPoint['addActions']
>[number];

type Actions = ReturnType<RequestScenario['actions']>;

interface RunOptions {
  readonly dryRun?: boolean;
  readonly actions?: Actions;
  readonly assertAlive?: () => void;
}

/** A sandbox GitHub with an infrastructure repository, and the portal's actions beside it. */
export class RequestScenario {
  readonly github: GitHubSandbox;
  readonly logged: string[] = [];
  /** Permissions that the portal's calls needed so far. */
  readonly usedPermissions: () => string[];
  /** What the portal's policy says; it allows everything. */
  permissions: PermissionsService = mockServices.permissions();
  readonly #app: ReturnType<typeof installPortalApp>;
  readonly #directory: string;
  readonly #documents: DocumentStore;
  readonly #db: Knex;
  readonly #repositories: readonly string[];
  #tasks = 0;

  /** @param options.repositories - that the portal is configured with; @default - the first alone */
  static async start(
    options: { repositories?: readonly string[] } = {},
  ): Promise<RequestScenario> {
    const configured = options.repositories ?? [REPOSITORY];
    const directory = await mkdtemp(join(tmpdir(), 'plinth-request-'));
    const documents = DocumentStore.open(':memory:');
    const github = await startCheckedGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir: directory,
      port: 0,
    });
    const { accounts, repositories } = github;
    for (const login of ['developer', 'engineer', 'admin']) {
      accounts.createUser({ login, email: `${login}@example.com` });
    }
    accounts.createOrganization({
      login: 'acme',
      members: [
        { login: 'developer', role: 'member' },
        { login: 'engineer', role: 'member' },
        { login: 'admin', role: 'admin' },
      ],
      defaultRole: 'write',
    });
    for (const repository of configured) {
      const [owner, name] = repository.split('/');
      await repositories.create({ owner, name, creator: 'admin' });
    }
    const app = installPortalApp(github, {
      organization: 'acme',
      webhookSecret: 'secret',
      portalUrl: 'http://localhost:7007',
    });
    const scenario = new RequestScenario(
      github,
      app,
      documents,
      directory,
      await createSqlite(),
      configured,
    );
    await scenario.commit({
      'governance/phase.yaml': GOVERNANCE,
      '.github/CODEOWNERS': '* @developer @engineer\n',
      'environments/claims-dev/environment.json': JSON.stringify(CLAIMS_DEV),
      'environments/claims-dev/catalog-info.yaml': 'kind: Resource\n',
      'tenants/acme-claims/tenant.json': '{}',
      'app.ts': '// app\n',
    });
    return scenario;
  }

  private constructor(
    github: GitHubSandbox,
    app: ReturnType<typeof installPortalApp>,
    documents: DocumentStore,
    directory: string,
    db: Knex,
    repositories: readonly string[],
  ) {
    this.#db = db;
    this.#repositories = repositories;
    this.github = github;
    this.#app = app;
    this.usedPermissions = recordPermissions(github);
    this.#documents = documents;
    this.#directory = directory;
  }

  /** Commits to a branch, main by default; null deletes a file. */
  async commit(
    changes: Record<string, string | null>,
    branch = 'main',
    repository = REPOSITORY,
  ): Promise<string> {
    return this.github.repositories.commit(repository, {
      branch,
      message: 'Change by hand',
      changes,
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
  }

  task(requester = 'user:default/developer'): RememberedTask {
    this.#tasks += 1;
    const id = `task-${this.#tasks}`;
    return {
      id,
      requester,
      workspacePath: join(this.#directory, 'workspaces', id),
      steps: new Map(),
      checkpoints: new Map(),
    };
  }

  /**
   * Runs the three steps of a template as a freshly started back end does: steps that are known to be completed are
   * skipped, and nothing is remembered but what the task holds.
   *
   * @param options.assertAlive - throws once the back end has died, which then remembers nothing more
   */
  async run(
    request: JsonObject,
    task: RememberedTask = this.task(),
    options: RunOptions = {},
  ): Promise<JsonObject> {
    const { actions = this.actions() } = options;
    const validated = await this.#step(
      'validate',
      actions.validate,
      request,
      task,
      options,
    );
    const { repoUrl, unit, system } = validated;
    const input = { repoUrl, unit, ...(system !== undefined && { system }) };
    await this.#step('write', actions.write, input, task, options);
    return this.#step('open', actions.open, input, task, options);
  }

  /** The portal's configuration, as far as it concerns requests. */
  config(): JsonObject {
    return {
      environments: {
        repositories: this.#repositories.map(repository => ({
          url: `${this.github.url}/${repository}`,
        })),
      },
      integrations: {
        github: [
          {
            host: new URL(this.github.url).host,
            apiBaseUrl: this.github.apiUrl,
            apps: [{ ...this.#app }],
          },
        ],
      },
    };
  }

  /** The actions as the module makes them in one replica, with nothing cached: all share the database. */
  actions() {
    const config = new ConfigReader(this.config());
    const auth = mockServices.auth({ pluginId: 'scaffolder' });
    const catalog = catalogServiceMock({ entities: ENTITIES });
    const blueprints = new BlueprintRegistry();
    const configured = readRepositories(config);
    const repositories = InfrastructureRepositories.fromConfig(config);
    const chooser = new RepositoryChooser({
      repositories,
      configured,
      blueprints,
    });
    const validator = new RequestValidator({
      otherRepositories: new OtherRepositories({ repositories, configured }),
      catalog,
      auth,
      blueprints,
      foreignStacks: {
        takenBy: async ({ name }) =>
          FOREIGN_STACKS.filter(stack => stack.name.startsWith(name)),
      },
      permissions: this.permissions,
      reservations: new NetworkReservations({
        db: this.#db,
        now: () => new Date(),
      }),
    });
    const estimates = new EstimateSource({
      auth,
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => {
          throw new Error('no environments back end here');
        },
      }),
    });
    return {
      validate: createValidateRequestAction({
        repositories,
        chooser,
        validator,
        catalog,
        auth,
        estimates,
        blueprints,
      }),
      write: createWriteUnitAction({ chooser, blueprints }),
      open: createOpenPullRequestAction({
        repositories,
        chooser,
        validator,
        estimates,
        auth,
        portalUrl: 'http://localhost:7007',
        blueprints,
      }),
    };
  }

  /** Branches that requests have left. */
  async requestBranches(): Promise<string[]> {
    const response = await fetch(
      `${this.github.apiUrl}/repos/${REPOSITORY}/branches?per_page=100`,
      { headers: { authorization: `token ${this.github.tokenFor('admin')}` } },
    );
    const branches = (await response.json()) as { name: string }[];
    return branches.map(({ name }) => name).filter(name => name !== 'main');
  }

  async close(): Promise<void> {
    await this.#db.destroy();
    await this.github.close();
    this.#documents.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #step(
    id: string,
    action: RegisteredAction,
    input: JsonObject,
    task: RememberedTask,
    { dryRun = false, assertAlive = () => {} }: RunOptions,
  ): Promise<JsonObject> {
    const done = task.steps.get(id);
    if (done) {
      return done;
    }
    const output: JsonObject = {};
    const context: ActionContext<JsonObject> = {
      ...createMockActionContext({
        input,
        workspacePath: task.workspacePath,
        task: { id: task.id },
        logger: this.#logger(),
        user: {
          ref: task.requester,
          entity: PEOPLE.find(({ metadata }) =>
            task.requester.endsWith(`/${metadata.name}`),
          ),
        },
        templateInfo: {
          entityRef: 'template:default/new-environment',
          entity: { metadata: { name: 'new-environment' } },
        },
      }),
      isDryRun: dryRun,
      getInitiatorCredentials: async () => mockCredentials.user(task.requester),
      output: (name, value) => {
        output[name] = value;
      },
      checkpoint: async ({ key, fn }) => {
        const full = `${id}.${key}`;
        const known = task.checkpoints.get(full);
        if (known !== undefined) {
          return known as Awaited<ReturnType<typeof fn>>;
        }
        const value = await fn();
        assertAlive();
        task.checkpoints.set(full, (value as JsonValue) ?? {});
        return value;
      },
    };
    await action.handler(context);
    assertAlive();
    task.steps.set(id, output);
    return output;
  }

  #logger() {
    const log = (message: string, meta?: unknown) => {
      this.logged.push(`${message} ${String(meta)} ${JSON.stringify(meta)}`);
    };
    return mockServices.logger.mock({
      error: log,
      warn: log,
      info: log,
      debug: log,
    });
  }
}
