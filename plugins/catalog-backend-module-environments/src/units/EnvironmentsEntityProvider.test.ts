import { mockServices } from '@backstage/backend-test-utils';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { EventParams } from '@backstage/plugin-events-node';
import { EnvironmentsEntityProvider } from './EnvironmentsEntityProvider';
import type { RepositoryReference } from '@plinth/repository';
import type { UnitTexts } from './UnitReader';

const repository: RepositoryReference = {
  url: 'http://localhost:7008/acme/infrastructure',
  fullName: 'localhost:7008/acme/infrastructure',
  host: 'localhost:7008',
  owner: 'acme',
  repo: 'infrastructure',
  branch: 'main',
};

function folder(name: string): UnitTexts {
  return {
    path: `environments/${name}`,
    catalogInfo: JSON.stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: { name },
      spec: { type: 'aws-environment' },
    }),
    data: JSON.stringify({
      kind: 'environment',
      name,
      blueprint: 'application',
      version: '1.0.0',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      owner: 'group:default/platform',
      monthlyBudget: 100,
      parameters: {},
    }),
  };
}

const push = (ref: string, fullName = 'acme/infrastructure'): EventParams => ({
  topic: 'github.push',
  eventPayload: {
    ref,
    repository: {
      full_name: fullName,
      html_url: `http://localhost:7008/${fullName}`,
    },
  },
});

describe('EnvironmentsEntityProvider', () => {
  let folders: UnitTexts[];
  let failure: Error | undefined;
  let mutations: string[][];
  let publish: (event: EventParams) => Promise<void>;
  let provider: EnvironmentsEntityProvider;
  /** What the catalog processed, for all replicas. */
  let processed: Map<string, Entity>;
  let time: number;
  const logger = mockServices.logger.mock();

  beforeEach(async () => {
    folders = [folder('claims-dev'), folder('claims-test')];
    failure = undefined;
    mutations = [];
    logger.error.mockReset();
    processed = new Map();
    time = 0;
    provider = await replica();
  });

  /** A process that has just started. */
  async function replica(): Promise<EnvironmentsEntityProvider> {
    const started = new EnvironmentsEntityProvider({
      repository,
      now: () => time,
      auth: mockServices.auth({ pluginId: 'catalog' }),
      catalog: catalogServiceMock.mock({
        getEntityByRef: async ref => processed.get(String(ref)),
        getEntitiesByRefs: async ({ entityRefs }) => ({
          items: entityRefs.map(ref => processed.get(ref)),
        }),
      }),
      logger,
      reader: {
        read: async () => {
          if (failure) {
            throw failure;
          }
          return folders;
        },
      },
      events: {
        publish: async () => {},
        subscribe: async ({ onEvent }) => {
          publish = onEvent;
        },
      },
      schedule: { run: async ({ fn }) => fn(new AbortController().signal) },
    });
    await started.connect({
      applyMutation: async mutation => {
        if (mutation.type === 'full') {
          processed = new Map(
            mutation.entities.map(({ entity }) => [
              stringifyEntityRef(entity),
              {
                ...entity,
                metadata: { ...entity.metadata, uid: 'its', etag: 'own' },
                relations: [],
              },
            ]),
          );
          mutations.push(
            mutation.entities.map(({ entity }) => entity.metadata.name),
          );
        }
      },
      refresh: async () => {},
    } satisfies EntityProviderConnection);
    return started;
  }

  it('reads all units when it starts', () => {
    expect(provider.getProviderName()).toBe(
      'environments:localhost:7008/acme/infrastructure',
    );
    expect(mutations).toEqual([['claims-dev', 'claims-test']]);
    expect(provider.find('resource:default/claims-dev')?.spec?.owner).toBe(
      'group:default/platform',
    );
  });

  it('reads them again on a push to its branch, and on no other event', async () => {
    folders = [folder('claims-dev')];
    await publish(push('refs/heads/feature'));
    await publish(push('refs/heads/main', 'acme/other'));
    await publish({ topic: 'github.push', eventPayload: undefined });
    expect(mutations).toHaveLength(1);
    await publish(push('refs/heads/main'));
    expect(mutations.slice(1)).toEqual([['claims-dev']]);
  });

  it('deletes nothing while the repository cannot be read', async () => {
    failure = new Error('502 Bad Gateway');
    await expect(provider.refresh()).rejects.toThrow('502 Bad Gateway');
    expect(mutations).toHaveLength(1);
  });

  it('keeps a unit whose files became wrong, leaves out one that never was right, and says so once', async () => {
    folders[0] = { ...folders[0], catalogInfo: 'kind: User' };
    folders.push({ ...folder('broken'), data: '{' });
    await provider.refresh();
    await provider.refresh();
    expect(mutations.slice(1)).toEqual([
      ['claims-dev', 'claims-test'],
      ['claims-dev', 'claims-test'],
    ]);
    expect(logger.error.mock.calls.map(([message]) => message)).toEqual([
      expect.stringMatching(
        /^environments\/claims-dev of localhost:7008\/acme\/infrastructure is kept as it was: .*catalog-info\.yaml: kind must be Resource/,
      ),
      expect.stringMatching(
        /^environments\/broken of .* is left out: .*environment\.json is no valid unit/,
      ),
    ]);
  });

  it('keeps what another replica read last, and what was there before it started', async () => {
    const owner = () =>
      processed.get('resource:default/claims-dev')?.spec?.owner;
    time += 120_000;
    const other = await replica();
    folders[0] = {
      ...folders[0],
      data: folders[0].data?.replace('default/platform', 'default/payments'),
    };
    await other.refresh();
    folders[0] = { ...folders[0], catalogInfo: 'kind: User' };
    await provider.refresh();
    expect(owner()).toBe('group:default/payments');
    await replica();
    expect(owner()).toBe('group:default/payments');
    const [kept] = processed.values();
    expect(kept.metadata.name).toBe('claims-dev');
  });

  it('leaves out a unit whose name another repository has in the catalog, and says whose it is, until that one gives it up', async () => {
    const [other] = [...processed.values()];
    const ref = 'resource:default/ledger-dev';
    processed.set(ref, {
      ...other,
      metadata: {
        ...other.metadata,
        name: 'ledger-dev',
        annotations: {
          ...other.metadata.annotations,
          'plinth/repository': 'localhost:7008/acme/payments',
        },
      },
    });
    folders.push(folder('ledger-dev'));
    await provider.refresh();
    expect(mutations.at(-1)).toEqual(['claims-dev', 'claims-test']);
    expect(provider.find(ref)).toBeUndefined();
    expect(logger.error.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^environments\/ledger-dev of .*acme\/infrastructure is left out: .*its name is that of a unit of localhost:7008\/acme\/payments.*rename one of them/,
        ),
      ],
    ]);
    processed.delete(ref);
    await provider.refresh();
    expect(mutations.at(-1)).toEqual([
      'claims-dev',
      'claims-test',
      'ledger-dev',
    ]);
  });

  it('hands on what it read until the catalog has it, and no longer', async () => {
    const ref = 'resource:default/claims-dev';
    expect(provider.find(ref)).toBeDefined();
    time += 60_000;
    expect(provider.find(ref)).toBeUndefined();
  });
});
