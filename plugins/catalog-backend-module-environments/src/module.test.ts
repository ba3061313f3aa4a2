import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServiceFactory } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import {
  STACKS_TOPIC,
  stackInventoryServiceRef,
} from '@plinth/plugin-environments-node';
import {
  DocumentStore,
  SandboxClock,
  type GitHubSandbox,
} from '@plinth/sandbox';
import { startCheckedGitHub } from '@plinth/sandbox/testing';
import catalogModuleEnvironments from './index';

const REPOSITORY = 'acme/infrastructure';

function unitFiles(
  kind: 'environment' | 'tenant',
  name: string,
  environment?: string,
): Record<string, string> {
  const folder = `${kind}s/${name}`;
  return {
    [`${folder}/${kind}.json`]: JSON.stringify({
      kind,
      name,
      ...(environment && { environment }),
      blueprint: kind === 'tenant' ? 'tenant' : 'application',
      version: '1.0.0',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 100,
      parameters: {},
    }),
    [`${folder}/catalog-info.yaml`]: `
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: ${name}
spec:
  type: aws-${kind}
  system: system:default/claims
`,
  };
}

describe('the catalog with this module', () => {
  let directory: string;
  let documents: DocumentStore;
  let github: GitHubSandbox;
  let backend: TestBackend;
  const events = mockServices.events();
  let stacks: StackIdentity[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'plinth-catalog-'));
    documents = DocumentStore.open(':memory:');
    github = await startCheckedGitHub({
      clock: new SandboxClock(),
      documents,
      dataDir: directory,
      port: 0,
    });
    github.accounts.createUser({ login: 'admin' });
    github.accounts.createOrganization({
      login: 'acme',
      members: [{ login: 'admin', role: 'admin' }],
    });
    await github.repositories.create({
      owner: 'acme',
      name: 'infrastructure',
      creator: 'admin',
    });
    await commit({
      ...unitFiles('environment', 'claims-dev'),
      ...unitFiles('tenant', 'acme-dev', 'claims-dev'),
      'environments/broken/catalog-info.yaml': 'kind: User',
      'README.md': 'Infrastructure',
    });
    stacks = [
      {
        stackId:
          'arn:aws:cloudformation:us-east-1:111122223333:stack/acme-dev/1',
        name: 'acme-dev',
        account: '111122223333',
        region: 'us-east-1',
        unit: 'tenants/acme-dev',
        entityRef: 'resource:default/acme-dev',
      },
    ];
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        catalogModuleEnvironments,
        createServiceFactory({
          service: stackInventoryServiceRef,
          deps: {},
          factory: () => ({ listStacks: async () => ({ items: stacks }) }),
        }),
        createServiceFactory({
          service: eventsServiceRef,
          deps: {},
          factory: () => events,
        }),
        mockServices.rootConfig.factory({
          data: {
            catalog: { processingInterval: { seconds: 10 } },
            environments: {
              repositories: [{ url: `${github.url}/${REPOSITORY}` }],
              schedule: {
                repositories: {
                  frequency: { hours: 1 },
                  timeout: { minutes: 1 },
                },
              },
            },
            integrations: {
              github: [
                {
                  host: new URL(github.url).host,
                  apiBaseUrl: github.apiUrl,
                  token: github.tokenFor('admin'),
                },
              ],
            },
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend.stop();
    await github.close();
    documents.close();
    await rm(directory, { recursive: true, force: true });
  });

  function commit(changes: Record<string, string | null>) {
    return github.repositories.commit(REPOSITORY, {
      branch: 'main',
      message: 'Change units',
      changes,
      author: { name: 'Admin', email: 'admin@example.com' },
      pusher: 'admin',
    });
  }

  /** Waits until the catalog's entity is as expected. */
  async function entity(
    name: string,
    expected: (found: Entity | undefined) => boolean,
  ): Promise<Entity | undefined> {
    const address = `http://localhost:${backend.server.port()}/api/catalog/entities/by-name/resource/default/${name}`;
    for (;;) {
      const response = await fetch(address, {
        headers: { authorization: mockCredentials.service.header() },
      });
      const found = response.ok
        ? ((await response.json()) as Entity)
        : undefined;
      if (expected(found)) {
        return found;
      }
      await new Promise(resolve => {
        setTimeout(resolve, 100);
      });
    }
  }

  const relations = (found: Entity | undefined) =>
    found?.relations
      ?.map(({ type, targetRef }) => `${type} ${targetRef}`)
      .sort();

  it('relates environment, tenant and stack, with owner and system', async () => {
    const stack = await entity(
      'stack-111122223333-us-east-1-acme-dev',
      found => found?.relations?.length === 3,
    );
    expect(relations(stack)).toEqual([
      'dependsOn resource:default/acme-dev',
      'ownedBy group:default/platform',
      'partOf system:default/claims',
    ]);
    const tenant = await entity(
      'acme-dev',
      found => found?.relations?.length === 4,
    );
    expect(relations(tenant)).toEqual([
      'dependencyOf resource:default/stack-111122223333-us-east-1-acme-dev',
      'dependsOn resource:default/claims-dev',
      'ownedBy group:default/platform',
      'partOf system:default/claims',
    ]);
    const environment = await entity(
      'claims-dev',
      found => found?.relations?.length === 3,
    );
    expect(relations(environment)).toEqual([
      'dependencyOf resource:default/acme-dev',
      'ownedBy group:default/platform',
      'partOf system:default/claims',
    ]);
    expect(environment?.metadata.annotations).toMatchObject({
      'plinth/unit': 'environments/claims-dev',
      'plinth/repository': `${new URL(github.url).host}/acme/infrastructure`,
      'backstage.io/source-location': `url:${github.url}/${REPOSITORY}/tree/main/environments/claims-dev/`,
    });
  });

  it('follows a push', async () => {
    await commit({
      ...unitFiles('environment', 'claims-test'),
      'tenants/acme-dev/tenant.json': null,
      'tenants/acme-dev/catalog-info.yaml': null,
    });
    await events.publish({
      topic: 'github.push',
      eventPayload: {
        ref: 'refs/heads/main',
        repository: { html_url: `${github.url}/${REPOSITORY}` },
      },
    });
    await expect(
      entity('claims-test', found => found !== undefined),
    ).resolves.toMatchObject({ kind: 'Resource' });
    await expect(
      entity('acme-dev', found => found === undefined),
    ).resolves.toBeUndefined();
  });

  it('follows stacks as they come and go', async () => {
    stacks = [];
    await events.publish({ topic: STACKS_TOPIC, eventPayload: {} });
    await expect(
      entity(
        'stack-111122223333-us-east-1-acme-dev',
        found => found === undefined,
      ),
    ).resolves.toBeUndefined();
  });
});
