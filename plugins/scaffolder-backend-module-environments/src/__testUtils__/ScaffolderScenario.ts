import { readFileSync } from 'node:fs';
import { json as readJson } from 'node:stream/consumers';
import { resolve } from 'node:path';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import type { BlueprintSchema } from '@plinth/blueprints/schema';
import { createBlueprintsFeature } from '@plinth/plugin-environments-node';
import { parse } from 'yaml';
import scaffolderModuleEnvironments from '../index';
import { ENTITIES, REPOSITORY, RequestScenario } from './RequestScenario';

interface TaskEvent {
  id: number;
  type: string;
  body: {
    output?: Record<string, unknown>;
    error?: { name: string; message: string };
  };
}

/** How a task ended. */
export type TaskEnd = TaskEvent['body'];

/** What an estimate is asked for. */
type EstimateRequest = { parameters: Record<string, unknown> };

/** The scaffolder with our actions and templates of the repository, against the sandbox's GitHub. */
export class ScaffolderScenario {
  readonly scenario: RequestScenario;
  /** Permissions that nobody has, by `name resourceRef`. */
  readonly denied: Set<string>;
  readonly #backend: TestBackend;

  static async start(options: {
    /** Folders in `templates/`. */
    templates: readonly string[];
    /** @default - one */
    repositories?: readonly string[];
    /** @default - none besides those of every scenario */
    entities?: readonly Entity[];
    /** @default - none besides the platform's */
    blueprints?: readonly BlueprintSchema[];
    /** US dollars a month; @default - there are no estimates */
    estimate?: (request: EstimateRequest) => number;
    /** What the audit trail of every unit holds; throws why it cannot be read. */
    changes?: () => object[];
    /** What the environments back end says to GET, by path; @default - the audit trail */
    answers?: (path: string) => object | undefined;
  }): Promise<ScaffolderScenario> {
    const scenario = await RequestScenario.start(options);
    const denied = new Set<string>();
    const templates = options.templates.map(name =>
      parse(
        readFileSync(
          resolve(__dirname, `../../../../templates/${name}/template.yaml`),
          'utf8',
        ),
      ),
    );
    const backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleEnvironments,
        environmentsFake(options),
        ...(options.blueprints
          ? [
              createBlueprintsFeature({
                moduleId: 'acme-blueprints',
                blueprints: [...options.blueprints],
              }),
            ]
          : []),
        mockServices.permissions.mock({
          authorize: async requests =>
            requests.map(request => ({
              result: denied.has(
                `${request.permission.name} ${request.resourceRef}`,
              )
                ? AuthorizeResult.DENY
                : AuthorizeResult.ALLOW,
            })),
          authorizeConditional: async requests =>
            requests.map(() => ({ result: AuthorizeResult.ALLOW })),
        }).factory,
        mockServices.rootConfig.factory({
          data: {
            ...scenario.config(),
            app: { baseUrl: 'http://localhost:7007' },
          },
        }),
        catalogServiceMock.factory({
          entities: [
            ...ENTITIES.filter(
              ({ metadata }) =>
                !options.entities?.some(
                  other => other.metadata.name === metadata.name,
                ),
            ),
            ...(options.entities ?? []),
            ...templates.map(template => ({
              ...template,
              metadata: { ...template.metadata, namespace: 'default' },
            })),
          ],
        }),
      ],
    });
    return new ScaffolderScenario(scenario, denied, backend);
  }

  private constructor(
    scenario: RequestScenario,
    denied: Set<string>,
    backend: TestBackend,
  ) {
    this.scenario = scenario;
    this.denied = denied;
    this.#backend = backend;
  }

  /** Submits a form; answers what the scaffolder says to it. */
  async submit(
    template: string,
    values: object,
    requester = 'user:default/developer',
  ): Promise<Response> {
    return fetch(this.#url('tasks'), {
      method: 'POST',
      headers: this.#headers(requester),
      body: JSON.stringify({
        templateRef: `template:default/${template}`,
        values,
      }),
    });
  }

  /** Runs a task to its end. */
  async run(
    template: string,
    values: object,
    requester = 'user:default/developer',
  ): Promise<TaskEnd> {
    const response = await this.submit(template, values, requester);
    const { id, errors } = await response.json();
    if (!id) {
      throw new Error(`Not submitted: ${JSON.stringify(errors)}`);
    }
    let after = 0;
    for (;;) {
      const events: TaskEvent[] = await fetch(
        this.#url(`tasks/${id}/events?after=${after}`),
        { headers: this.#headers(requester) },
      ).then(answer => answer.json());
      const end = events.find(({ type }) => type === 'completion');
      if (end) {
        return end.body;
      }
      after = Math.max(after, ...events.map(event => event.id));
    }
  }

  /** The open pull requests. */
  openPulls(): ReturnType<RequestScenario['github']['pulls']['list']> {
    return this.scenario.github.pulls
      .list(REPOSITORY)
      .filter(({ state }) => state === 'open');
  }

  /** Turns all open requests down, as people do: the pull request is closed, and its branch deleted. */
  async turnDown(): Promise<void> {
    const { github } = this.scenario;
    for (const { number, headRef } of this.openPulls()) {
      await github.pulls.update(
        REPOSITORY,
        number,
        { state: 'closed' },
        'admin',
      );
      await fetch(
        `${github.apiUrl}/repos/${REPOSITORY}/git/refs/heads/${headRef}`,
        {
          method: 'DELETE',
          headers: { authorization: `token ${github.tokenFor('admin')}` },
        },
      );
    }
  }

  async close(): Promise<void> {
    await this.#backend.stop();
    await this.scenario.close();
  }

  #url(path: string): string {
    return `http://localhost:${this.#backend.server.port()}/api/scaffolder/v2/${path}`;
  }

  #headers(requester: string) {
    return {
      authorization: requester.startsWith('plugin:')
        ? mockCredentials.service.header({
            onBehalfOf: mockCredentials.service(requester),
            targetPluginId: 'scaffolder',
          })
        : mockCredentials.user.header(requester),
      'content-type': 'application/json',
    };
  }
}

/** The routes of the environments back end that requests ask. */
function environmentsFake(options: {
  answers?: (path: string) => object | undefined;
  estimate?: (request: EstimateRequest) => number;
  changes?: () => object[];
}) {
  return createBackendPlugin({
    pluginId: 'environments',
    register(env) {
      env.registerInit({
        deps: { http: coreServices.httpRouter },
        async init({ http }) {
          http.use(async (req, res, next) => {
            if (req.method === 'GET') {
              try {
                res.json(
                  options.answers?.(req.path) ?? {
                    items: options.changes?.() ?? [],
                    pageInfo: {},
                  },
                );
              } catch (error) {
                next(error);
              }
              return;
            }
            const request = (await readJson(req)) as EstimateRequest;
            const monthly = options.estimate?.(request);
            res
              .status(monthly === undefined ? 503 : 200)
              .json({ currency: 'USD', monthly, lines: [], unpriced: [] });
          });
        },
      });
    },
  });
}
