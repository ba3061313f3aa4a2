import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { StackIdentity } from '@plinth/plugin-environments-common';
import { StackEntityProvider } from './StackEntityProvider';

const stack = (name: string, entityRef: string): StackIdentity => ({
  stackId: `arn:aws:cloudformation:us-east-1:111122223333:stack/${name}/1`,
  name,
  account: '111122223333',
  region: 'us-east-1',
  unit: 'environments/claims-dev',
  entityRef,
  stage: 'dev',
});

const unit = (name: string, owner: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name, namespace: 'default' },
  spec: { type: 'aws-environment', owner, system: 'system:default/claims' },
});

describe('StackEntityProvider', () => {
  let stacks: StackIdentity[] | Error;
  let entities: Entity[][];
  let tellOfChange: () => Promise<void>;

  beforeEach(async () => {
    stacks = [
      stack('claims-dev', 'resource:default/claims-dev'),
      stack('claims-fresh', 'resource:default/claims-fresh'),
      stack('orphan', 'resource:default/orphan'),
    ];
    entities = [];
    const provider = new StackEntityProvider({
      inventory: {
        listStacks: async () => {
          if (stacks instanceof Error) {
            throw stacks;
          }
          return { items: stacks };
        },
      },
      catalog: catalogServiceMock({
        entities: [unit('claims-dev', 'group:default/platform')],
      }),
      auth: mockServices.auth({ pluginId: 'catalog' }),
      events: {
        publish: async () => {},
        subscribe: async ({ topics, onEvent }) => {
          expect(topics).toEqual(['environments.stacks']);
          tellOfChange = () =>
            onEvent({ topic: topics[0], eventPayload: undefined });
        },
      },
      schedule: { run: async ({ fn }) => fn(new AbortController().signal) },
      findUnit: ref =>
        ref === 'resource:default/claims-fresh'
          ? unit('claims-fresh', 'group:default/fresh')
          : undefined,
    });
    await provider.connect({
      applyMutation: async mutation => {
        if (mutation.type === 'full') {
          entities.push(mutation.entities.map(({ entity }) => entity));
        }
      },
      refresh: async () => {},
    });
  });

  it('puts each stack below its unit, with its owner and system', () => {
    const [[first, second, third]] = entities;
    expect(first).toMatchObject({
      kind: 'Resource',
      metadata: {
        name: 'stack-111122223333-us-east-1-claims-dev',
        title: 'claims-dev',
        annotations: {
          'plinth/unit': 'environments/claims-dev',
          'plinth/stacks': 'claims-dev',
          'plinth/account': '111122223333',
          'plinth/region': 'us-east-1',
          'plinth/stage': 'dev',
          'backstage.io/managed-by-location':
            'cloudformation:arn:aws:cloudformation:us-east-1:111122223333:stack/claims-dev/1',
        },
      },
      spec: {
        type: 'cloudformation-stack',
        owner: 'group:default/platform',
        system: 'system:default/claims',
        dependsOn: ['resource:default/claims-dev'],
      },
    });
    expect(second.spec?.owner).toBe('group:default/fresh');
    expect(third.spec?.owner).toBe('group:default/unknown');
  });

  it('asks again when stacks come or go', async () => {
    stacks = [];
    await tellOfChange();
    expect(entities.slice(1)).toEqual([[]]);
  });

  it('deletes nothing while the environments back end does not answer', async () => {
    stacks = new Error('503');
    await expect(tellOfChange()).rejects.toThrow('503');
    expect(entities).toHaveLength(1);
  });
});
