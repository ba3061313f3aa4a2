import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { actionsRegistryServiceMock } from '@backstage/backend-test-utils/alpha';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import type { JsonObject } from '@backstage/types';
import { cloudFormationSource, cloudWatchSource } from '../store';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { environmentEntity } from '../__testUtils__/entities';
import { PLACE, stackReading } from '../__testUtils__/stackReading';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';

const NOW = new Date('2026-05-10T12:00:00.000Z');
const template = (name: string, ...actions: string[]) => ({
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name, namespace: 'default' },
  spec: {
    type: 'environment',
    steps: actions.map(action => ({ id: action, action })),
  },
});

describe('what an agent may call', () => {
  const registry = actionsRegistryServiceMock();
  const scaffolder = {
    scaffold: jest.fn(async () => ({ taskId: '7' })),
    getTask: jest.fn(),
    getLogs: jest.fn(),
  };
  const denied = new Set<string>();
  let plugin: StartedPlugin;

  beforeAll(async () => {
    plugin = await startPlugin({
      entities: [
        environmentEntity('alpha', { 'plinth/stage': 'dev' }),
        environmentEntity('beta', { 'plinth/stage': 'production' }),
        template(
          'new-environment',
          'environments:request:validate',
          'environments:unit:write',
          'environments:pull-request:open',
        ),
        template(
          'change-environment',
          'environments:change:validate',
          'environments:change:open',
        ),
        template('platform', 'environments:request:validate', 'publish:github'),
        template('protection', 'environments:repository:protect'),
        template('empty'),
      ],
      decide: (permission, resourceRef) =>
        !denied.has(permission) && !denied.has(`${permission} ${resourceRef}`),
      actions: registry,
      scaffolder: scaffolder as Partial<ScaffolderService> as ScaffolderService,
    });
    await plugin.stacks.replaceStacks(
      PLACE,
      [stackReading('alpha'), stackReading('beta')],
      { at: NOW },
    );
    for (const source of [
      cloudFormationSource(ACCOUNT, REGION),
      cloudWatchSource(ACCOUNT, REGION),
    ]) {
      await plugin.readings.succeeded(source, { at: NOW });
    }
  });

  afterAll(() => plugin.stop());
  beforeEach(() => {
    denied.clear();
    jest.clearAllMocks();
  });

  const invoke = async (
    name: string,
    input: JsonObject = {},
    credentials: BackstageCredentials = mockCredentials.user(),
  ) => {
    const { output } = await registry.invoke({
      id: `test:${name}`,
      input,
      credentials,
    });
    return output as JsonObject;
  };

  it('says honestly what reads and what proposes, and destroys nothing', async () => {
    const { actions } = await registry.list();
    expect(
      Object.fromEntries(
        actions.map(({ name, attributes }) => [name, attributes]),
      ),
    ).toEqual({
      ...Object.fromEntries(
        [
          'list-environments',
          'explain-environment',
          'list-blueprints',
          'get-blueprint',
          'list-placements',
          'estimate-cost',
          'get-proposal',
        ].map(name => [
          name,
          { readOnly: true, idempotent: true, destructive: false },
        ]),
      ),
      propose: { readOnly: false, idempotent: false, destructive: false },
    });
  });

  it('lists what the caller may read, and nothing of the rest', async () => {
    expect(await invoke('list-environments', { stage: 'dev' })).toMatchObject({
      items: [{ name: 'alpha', stage: 'dev' }],
      totalItems: 1,
    });
    denied.add('environments.environment.read resource:default/alpha');
    expect(await invoke('list-environments')).toMatchObject({
      items: [{ name: 'beta' }],
      totalItems: 1,
      counts: { units: 1 },
    });
  });

  it('pages the fleet', async () => {
    const first = await invoke('list-environments', { limit: 1 });
    expect(first).toMatchObject({ items: [{ name: 'alpha' }], totalItems: 2 });
    expect(
      await invoke('list-environments', {
        limit: 1,
        cursor: first.nextCursor,
      }),
    ).toMatchObject({ items: [{ name: 'beta' }] });
  });

  it('explains a unit by health, drift, cost and changes', async () => {
    const differences = [
      {
        path: '/VersioningConfiguration/Status',
        type: 'NOT_EQUAL' as const,
        expected: 'Enabled',
        actual: 'Suspended',
      },
    ];
    await plugin.resources.replaceResources('arn:alpha', [
      {
        logicalId: 'Bucket',
        resourceType: 'AWS::S3::Bucket',
        status: 'CREATE_COMPLETE',
      },
    ]);
    await plugin.drift.setDrift('arn:alpha', {
      status: 'DRIFTED',
      checkedAt: NOW.toISOString(),
      resources: [{ logicalId: 'Bucket', drift: 'MODIFIED', differences }],
    });
    const told = await invoke('explain-environment', {
      entityRef: 'resource:default/alpha',
    });
    const freshness = { source: expect.any(String) };
    expect(told).toMatchObject({
      health: { status: 'Healthy', sync: 'Drifted', freshness },
      drift: [
        {
          stack: 'alpha',
          resources: [{ logicalId: 'Bucket', differences }],
          freshness,
        },
      ],
      costs: { currency: 'USD', freshness },
      changes: [],
      changesFreshness: freshness,
      unreadable: [],
    });
    expect(told.costs).not.toHaveProperty('days');
  });

  it('names what the caller may not read of a unit, and refuses where that is its health', async () => {
    denied.add('environments.costs.read resource:default/beta');
    const entityRef = 'resource:default/beta';
    const told = await invoke('explain-environment', { entityRef });
    expect(told).toMatchObject({
      health: { status: 'Healthy' },
      unreadable: [
        { part: 'costs', reason: expect.stringMatching(/not allowed/) },
      ],
    });
    expect(told.costs).toBeUndefined();
    denied.add('environments.environment.read resource:default/beta');
    await expect(invoke('explain-environment', { entityRef })).rejects.toThrow(
      /not allowed/,
    );
  });

  it('tells blueprints, the newest where no version is asked for', async () => {
    const { blueprints } = await invoke('list-blueprints');
    expect(blueprints).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'application', version: '1.1.0' }),
      ]),
    );
    expect(
      await invoke('get-blueprint', { name: 'application', version: '1.0.0' }),
    ).toMatchObject({
      blueprint: {
        version: '1.0.0',
        newest: false,
        parameters: { type: 'object' },
      },
    });
    await expect(
      invoke('get-blueprint', { name: 'application', version: '9.9.9' }),
    ).rejects.toThrow(
      /no blueprint application 9\.9\.9; there are .*application 1\.1\.0/,
    );
  });

  describe('proposes', () => {
    const values = { name: 'orders-dev' };

    it.each(['new-environment', 'change-environment'])(
      'as the person who calls, by the template of the form: %s',
      async name => {
        const credentials = mockCredentials.user('user:default/mary');
        expect(
          await invoke('propose', { template: name, values }, credentials),
        ).toEqual({ taskId: '7' });
        expect(scaffolder.scaffold).toHaveBeenCalledWith(
          { templateRef: `template:default/${name}`, values },
          { credentials },
        );
      },
    );

    it.each([
      ['platform', /does more than to open a pull request/],
      ['protection', /does more than to open a pull request/],
      ['empty', /does more than to open a pull request/],
      ['missing', /no template template:default\/missing/],
      ['resource:default/alpha', /does more than to open a pull request/],
    ])('not by %s', async (name, reason) => {
      await expect(
        invoke('propose', { template: name, values }),
      ).rejects.toThrow(reason);
      expect(scaffolder.scaffold).not.toHaveBeenCalled();
    });

    it('not for a service, which is no requester', async () => {
      await expect(
        invoke(
          'propose',
          { template: 'new-environment', values },
          mockCredentials.service(),
        ),
      ).rejects.toThrow(/made by a person/);
      expect(scaffolder.scaffold).not.toHaveBeenCalled();
    });

    const event = (type: string, message: string, more: object = {}) => ({
      type,
      body: { message, ...more },
    });

    it('and tells the pull request that came of it', async () => {
      const output = {
        pullRequestUrl: 'https://github.example.com/a/b/pull/3',
      };
      scaffolder.getTask.mockResolvedValue({ status: 'completed' });
      scaffolder.getLogs.mockResolvedValue([
        event('log', 'Opened it'),
        event('completion', 'Run completed', { output }),
      ]);
      expect(await invoke('get-proposal', { taskId: '7' })).toEqual({
        status: 'completed',
        output,
      });
    });

    it('or why there is none', async () => {
      scaffolder.getTask.mockResolvedValue({ status: 'failed' });
      scaffolder.getLogs.mockResolvedValue([
        event('log', 'The name orders-dev is taken'),
        event('completion', 'Run failed', { error: {} }),
      ]);
      expect(await invoke('get-proposal', { taskId: '7' })).toEqual({
        status: 'failed',
        reason: expect.stringContaining('The name orders-dev is taken'),
      });
    });
  });
});
