import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { blueprintSchemas } from '@plinth/blueprints/schema';
import { createBlueprintsFeature } from '@plinth/plugin-environments-node';
import { parse } from 'yaml';
import {
  ENTITIES,
  ENVIRONMENT_REQUEST,
  GOVERNANCE,
  REPOSITORY,
  RequestScenario,
} from './__testUtils__/RequestScenario';
import scaffolderModuleEnvironments from './index';

const templates = ['new-environment', 'new-tenant'].map(name =>
  parse(
    readFileSync(
      resolve(__dirname, `../../../templates/${name}/template.yaml`),
      'utf8',
    ),
  ),
);

/** A template of an organisation: the one for environments, with a blueprint of its own. */
const [newEnvironment] = templates;
const newBatch = {
  ...newEnvironment,
  metadata: { ...newEnvironment.metadata, name: 'new-batch' },
  spec: {
    ...newEnvironment.spec,
    parameters: newEnvironment.spec.parameters.map(
      (step: { properties: Record<string, object> }) => ({
        ...step,
        properties: {
          ...step.properties,
          ...(step.properties.blueprint && {
            blueprint: { type: 'string', enum: ['acme-batch'] },
          }),
        },
      }),
    ),
  },
};

const [application] = blueprintSchemas;
const acmeBlueprints = createBlueprintsFeature({
  moduleId: 'acme-blueprints',
  blueprints: [
    {
      ...application,
      name: 'acme-batch',
      version: '2.0.0',
      stackClass: 'BatchEnvironment',
      stackPackage: '@acme/blueprints',
    },
  ],
});

interface TaskEvent {
  id: number;
  type: string;
  body: {
    message: string;
    output?: Record<string, unknown>;
    error?: { name: string; message: string };
  };
}

describe('the scaffolder with these actions and templates', () => {
  let scenario: RequestScenario;
  let backend: TestBackend;
  let api: string;

  beforeAll(async () => {
    scenario = await RequestScenario.start();
    backend = await startTestBackend({
      features: [
        scaffolderPlugin,
        scaffolderModuleEnvironments,
        acmeBlueprints,
        mockServices.rootConfig.factory({
          data: {
            ...scenario.config(),
            app: { baseUrl: 'http://localhost:7007' },
            scaffolder: {
              taskRecovery: { enabled: true },
            },
          },
        }),
        catalogServiceMock.factory({
          entities: [
            ...ENTITIES,
            ...[...templates, newBatch].map(template => ({
              ...template,
              metadata: { ...template.metadata, namespace: 'default' },
            })),
          ],
        }),
      ],
    });
    api = `http://localhost:${backend.server.port()}/api/scaffolder/v2`;
  });

  afterAll(async () => {
    await backend.stop();
    await scenario.close();
  });

  const headers = {
    authorization: mockCredentials.user.header('user:default/developer'),
    'content-type': 'application/json',
  };

  function submit(template: string, values: object) {
    return fetch(`${api}/tasks`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        templateRef: `template:default/${template}`,
        values,
      }),
    });
  }

  /** Runs a task to its end. */
  async function run(template: string, values: object) {
    const response = await submit(template, values);
    expect(response.status).toBe(201);
    const { id } = await response.json();
    let after = 0;
    for (;;) {
      const events: TaskEvent[] = await fetch(
        `${api}/tasks/${id}/events?after=${after}`,
        { headers },
      ).then(answer => answer.json());
      const end = events.find(({ type }) => type === 'completion');
      if (end) {
        return end.body;
      }
      after = Math.max(after, ...events.map(event => event.id));
    }
  }

  const { kind: _, ...environment } = ENVIRONMENT_REQUEST;
  const pulls = () => scenario.github.pulls.list(REPOSITORY);

  it('turns a submitted form into a pull request', async () => {
    const { output } = await run('new-environment', environment);
    const [pull] = pulls();
    expect(output).toMatchObject({
      pullRequestUrl: `${scenario.github.url}/${REPOSITORY}/pull/${pull.number}`,
      pullRequestNumber: pull.number,
      requestPath: `/environments/requests/${REPOSITORY}/${pull.number}`,
      headCommit: pull.headSha,
      entityRef: 'resource:default/claims-staging',
      links: [
        { title: 'Follow the request' },
        { title: `Pull request #${pull.number}` },
      ],
      text: [{ content: expect.stringContaining('**claims-staging**') }],
    });
    expect(pull.body).toContain('"requester":"user:default/developer"');
    expect(pull.body).toContain('"template":"new-environment"');

    const again = await run('new-environment', environment);
    expect(again.output).toEqual(output);
    expect(pulls()).toHaveLength(1);
  });

  it('turns a form for a tenant into a pull request', async () => {
    const { output } = await run('new-tenant', {
      name: 'acme-two',
      environment: 'resource:default/claims-dev',
      owner: 'group:default/platform',
      blueprint: 'tenant',
      monthlyBudget: 50,
    });
    expect(output?.entityRef).toBe('resource:default/acme-two');
  });

  it('writes a blueprint that an organisation added, with a network of its own', async () => {
    await scenario.commit({
      'governance/phase.yaml': GOVERNANCE.replace(
        '[application, tenant]',
        '[application, acme-batch, tenant]',
      ),
    });
    const { output, error } = await run('new-batch', {
      ...environment,
      name: 'nightly-staging',
      blueprint: 'acme-batch',
    });
    expect(error).toBeUndefined();
    const read = (file: string) =>
      fetch(
        `${scenario.github.apiUrl}/repos/${REPOSITORY}/contents/environments/nightly-staging/${file}?ref=${output?.headCommit}`,
        {
          headers: {
            authorization: `token ${scenario.github.tokenFor('admin')}`,
            accept: 'application/vnd.github.raw+json',
          },
        },
      ).then(answer => answer.text());
    expect(JSON.parse(await read('environment.json'))).toMatchObject({
      blueprint: 'acme-batch',
      version: '2.0.0',
      parameters: { cidr: expect.stringMatching(/^10\.\d+\.0\.0\/16$/) },
    });
    expect(await read('stack.ts')).toContain(
      "import { BatchEnvironment, type UnitStackProps } from '@acme/blueprints';",
    );
  });

  it('never evaluates what was typed', async () => {
    const { error } = await run('new-environment', {
      ...environment,
      name: 'typed-text',
      parameters: { databaseClass: '${{ 6 * 7 }}{{ 6 * 7 }}' },
    });
    expect(error?.name).toBe('InputError');
    expect(error?.message).toContain('${{ 6 * 7 }}{{ 6 * 7 }}');
  });

  it('refuses at submission what the form refuses', async () => {
    const before = pulls().length;
    for (const values of [
      { ...environment, name: '../x' },
      { ...environment, name: 'x'.repeat(500) },
      { ...environment, monthlyBudget: -1 },
    ]) {
      const response = await submit('new-environment', values);
      expect(response.status).toBe(400);
      expect((await response.json()).errors[0].property).toMatch(
        /name|monthlyBudget/,
      );
    }
    expect(pulls()).toHaveLength(before);
  });

  it('says in the task why a request is refused', async () => {
    const { error } = await run('new-environment', {
      ...environment,
      name: 'elsewhere',
      account: '999988887777',
    });
    expect(error?.message).toMatch(
      /environment elsewhere is refused: account: phase operate does not authorize account "999988887777"/,
    );
  });
});
