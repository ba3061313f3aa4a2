import { mockCredentials } from '@backstage/backend-test-utils';
import type { EnvironmentRow } from '@plinth/plugin-environments-common';
import request from 'supertest';
import { cloudFormationSource, cloudWatchSource } from '../store';
import { ACCOUNT, REGION } from '../__testUtils__/awsAnswers';
import { environmentEntity } from '../__testUtils__/entities';
import { PLACE, stackReading as stack } from '../__testUtils__/stackReading';
import { deployedStack, deploymentReport } from '../__testUtils__/reports';
import {
  REPOSITORY,
  startPlugin,
  StartedPlugin,
} from '../__testUtils__/startPlugin';

const API = '/api/environments/v1';
const NOW = new Date('2026-05-10T12:00:00.000Z');

describe('the HTTP API', () => {
  let plugin: StartedPlugin;
  const denied = new Set<string>();

  beforeAll(async () => {
    plugin = await startPlugin({
      entities: [
        environmentEntity('alpha', { 'plinth/stage': 'production' }),
        environmentEntity('beta', { 'plinth/stage': 'dev' }),
        environmentEntity('gamma', { 'plinth/stage': 'dev' }),
        environmentEntity('secret'),
        environmentEntity('impostor', { 'plinth/unit': 'environments/secret' }),
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'website', namespace: 'default' },
        },
      ],
      decide: (permission, resourceRef) =>
        !denied.has(permission) && !denied.has(`${permission} ${resourceRef}`),
    });
    await plugin.stacks.replaceStacks(
      PLACE,
      [
        stack('alpha'),
        stack('beta', { status: 'UPDATE_ROLLBACK_COMPLETE' }),
        stack('gamma', { status: 'UPDATE_IN_PROGRESS' }),
        stack('secret'),
      ],
      { at: NOW },
    );
    for (const source of [
      cloudFormationSource(ACCOUNT, REGION),
      cloudWatchSource(ACCOUNT, REGION),
    ]) {
      await plugin.readings.succeeded(source, { at: NOW });
    }
    await plugin.deployments.putDeployment(
      {
        repository: REPOSITORY,
        units: ['environments/secret'],
        report: deploymentReport({
          id: '1-1-deploy',
          stacks: [deployedStack('secret')],
        }),
      },
      { at: NOW },
    );
    const today = new Date().toISOString().slice(0, 10);
    await plugin.costs.replaceDays({ from: today, to: '9999-01-01' }, [
      {
        entityRef: 'resource:default/beta',
        date: today,
        service: 'Amazon S3',
        amount: 12.5,
        estimated: true,
      },
    ]);
  });

  afterAll(() => plugin.stop());
  afterEach(() => denied.clear());

  const get = (route: string) => request(plugin.server).get(`${API}${route}`);
  const entity = (name: string) => `/entities/default/resource/${name}`;

  describe('authorization', () => {
    it.each([
      'health',
      'costs',
      'changes',
      'stacks/secret/events',
      'deployments',
      'deployments/1-1-deploy/timeline',
    ])('answers 403, and nothing else, to who may not read %s', async route => {
      const before = await get(`${entity('secret')}/${route}`);
      expect(before.status).toBe(200);
      denied.add('environments.environment.read resource:default/secret');
      denied.add('environments.costs.read resource:default/secret');
      denied.add('environments.changes.read resource:default/secret');
      const answer = await get(`${entity('secret')}/${route}`);
      expect(answer.status).toBe(403);
      expect(answer.body).toMatchObject({
        error: { name: 'NotAllowedError' },
      });
      expect(JSON.stringify(answer.body)).not.toContain('COMPLETE');
    });

    it('tells whose the bills of accounts are to who may read that', async () => {
      expect((await get('/account-costs?month=2026-13')).status).toBe(400);
      const answer = await get('/account-costs');
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ items: [], currency: 'USD' });
      denied.add('environments.account-costs.read');
      expect((await get('/account-costs')).status).toBe(403);
    });

    it('answers 404 for what is not in the catalog, whatever the store knows', async () => {
      await plugin.stacks.replaceStacks(
        { account: ACCOUNT, region: 'us-west-2' },
        [stack('hidden', { region: 'us-west-2' })],
        { at: NOW },
      );
      expect((await get(`${entity('hidden')}/health`)).status).toBe(404);
    });

    it('answers 404 for an entity that is no environment, tenant or stack', async () => {
      const answer = await get('/entities/default/component/website/health');
      expect(answer.status).toBe(404);
      expect(answer.body.error.message).toMatch(/not an environment/);
    });

    it('answers 401 to nobody', async () => {
      const answer = await get(`${entity('alpha')}/health`).set(
        'Authorization',
        mockCredentials.none.header(),
      );
      expect(answer.status).toBe(401);
    });

    it.each(['health', 'changes', 'unit', 'deployments'])(
      'gives who may read one entity nothing of another unit, whose folder it claims: %s',
      async route => {
        denied.add('environments.environment.read resource:default/secret');
        denied.add('environments.changes.read resource:default/secret');
        const answer = await get(`${entity('impostor')}/${route}`);
        expect(answer.status).toBe(404);
        expect(answer.body.error.message).toMatch(
          /resource:default\/impostor .* says that its folder is environments\/secret, which belongs to resource:default\/secret/,
        );
      },
    );

    it('leaves rows out of the fleet that the caller may not read, and their cost', async () => {
      denied.add('environments.environment.read resource:default/secret');
      denied.add('environments.costs.read resource:default/beta');
      const { body } = await get('/environments');
      expect(body.totalItems).toBe(3);
      expect(body.counts.units).toBe(3);
      expect(
        body.items.map((row: EnvironmentRow) => [
          row.name,
          row.monthToDate,
          row.monthlyBudget,
        ]),
      ).toEqual([
        ['alpha', null, 500],
        ['beta', null, null],
        ['gamma', null, 500],
      ]);
    });

    it('tells nobody in groups, systems or a file of units that they may not read, nor of their cost', async () => {
      const views = async () => {
        const [groups, matrix, csv] = await Promise.all([
          get('/environments/groups?by=owner'),
          get('/environments/matrix'),
          get('/environments/export'),
        ]);
        expect([groups.status, matrix.status, csv.status]).toEqual([
          200, 200, 200,
        ]);
        return { groups: groups.body, matrix: matrix.body, csv: csv.text };
      };
      const all = await views();
      expect(all.groups.total).toMatchObject({ units: 4, monthToDate: 12.5 });
      expect(all.csv).toContain('"secret"');
      expect(all.csv).toContain(',12.5,');
      expect(JSON.stringify(all.matrix)).toContain('12.5');

      denied.add('environments.environment.read resource:default/secret');
      denied.add('environments.costs.read resource:default/beta');
      const some = await views();
      expect(some.groups).toMatchObject({
        items: [{ value: 'group:default/platform', units: 3, unpriced: 1 }],
        total: { units: 3, monthToDate: null, monthlyBudget: 1000 },
      });
      expect(some.matrix.totalItems).toBe(3);
      for (const told of Object.values(some)) {
        expect(JSON.stringify(told)).not.toMatch(/secret|12\.5/);
      }
      expect(some.csv.trim().split('\r\n')).toHaveLength(4);

      denied.add('environments.costs.read');
      expect((await views()).groups.total).toMatchObject({
        monthToDate: null,
        forecast: null,
        monthlyBudget: null,
        unpriced: 3,
      });
    });

    it('sends the fleet as a file, of what matches', async () => {
      const { headers, text } = await get('/environments/export?stage=dev');
      expect(headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(headers['content-disposition']).toMatch(
        /^attachment; filename="environments-\d{4}-\d\d-\d\d\.csv"$/,
      );
      const [titles, ...lines] = text.split('\r\n').filter(Boolean);
      expect(titles).toMatch(/^\uFEFF"?Name"?,/);
      expect(lines.map(line => line.split(',')[0])).toEqual([
        '"beta"',
        '"gamma"',
      ]);
      expect((await get('/environments/export?limit=5')).status).toBe(400);
    });

    it('groups by what there is, and shows systems by stages', async () => {
      expect((await get('/environments/groups?by=name')).status).toBe(400);
      const { body } = await get(
        '/environments/groups?by=stage&kind=environment',
      );
      expect(body.items.map((group: { value: string }) => group.value)).toEqual(
        ['dev', 'production', 'staging'],
      );
      expect(body.total.health).toEqual({
        Healthy: 2,
        Degraded: 1,
        Progressing: 1,
      });
      const matrix = await get('/environments/matrix?limit=1');
      expect(matrix.body).toMatchObject({
        totalItems: 4,
        items: [
          {
            system: 'alpha',
            cells: [
              {
                stage: 'production',
                units: 1,
                items: [{ name: 'alpha', health: 'Healthy' }],
              },
            ],
          },
        ],
      });
      const next = await get(
        `/environments/matrix?limit=1&cursor=${matrix.body.pageInfo.nextCursor}`,
      );
      expect(next.body.items[0].system).toBe('beta');
    });

    it('lists stacks for plugins, and not for users', async () => {
      expect((await get('/stacks')).status).toBe(403);
      const answer = await get('/stacks').set(
        'Authorization',
        mockCredentials.service.header(),
      );
      expect(answer.status).toBe(200);
      expect(answer.body.items[0]).toMatchObject({
        name: 'alpha',
        entityRef: 'resource:default/alpha',
      });
      expect(answer.body.items[0]).not.toHaveProperty('status');
    });

    it('tells plugins, and no users, of stacks that no unit has', async () => {
      const path = `/foreign-stacks?account=${ACCOUNT}&unit=payroll`;
      expect((await get(path)).status).toBe(403);
      const answer = await get(path).set(
        'Authorization',
        mockCredentials.service.header(),
      );
      expect([answer.status, answer.body]).toEqual([200, { items: [] }]);
    });

    it('tells plugins, and no users, what people look for units by', async () => {
      expect((await get('/units')).status).toBe(403);
      const answer = await get('/units').set(
        'Authorization',
        mockCredentials.service.header(),
      );
      expect(answer.status).toBe(200);
      expect(answer.body.items[0]).toMatchObject({
        entityRef: 'resource:default/alpha',
        stacks: ['alpha'],
      });
    });

    it('does not estimate for who may not', async () => {
      denied.add('environments.estimate.create');
      const answer = await request(plugin.server)
        .post(`${API}/estimates`)
        .send({
          blueprint: 'application',
          stage: 'dev',
          account: ACCOUNT,
          region: REGION,
          parameters: {},
        });
      expect(answer.status).toBe(403);
    });
  });

  describe('the fleet', () => {
    const names = async (query: string) => {
      const { body } = await get(`/environments?${query}`);
      return body.items.map((row: EnvironmentRow) => row.name);
    };

    it.each([
      ['stage=dev', ['beta', 'gamma']],
      ['q=PRODUCTION%20alpha', ['alpha']],
      ['health=Degraded', ['beta']],
      ['sync=Drifted', []],
      ['budget=over', []],
      ['kind=tenant', []],
      ['owner=group:default/platform&account=444455556666', 4],
      ['orderBy=-name', ['secret', 'gamma', 'beta', 'alpha']],
      ['orderBy=-health', ['beta', 'gamma', 'alpha', 'secret']],
      ['orderBy=stage', ['beta', 'gamma', 'secret', 'alpha']],
      ['orderBy=monthToDate', ['beta', 'alpha', 'gamma', 'secret']],
    ])('answers %s', async (query, expected) => {
      const found = await names(query);
      expect(Array.isArray(expected) ? found : found.length).toEqual(expected);
    });

    it('counts by state, whatever state and page are asked for, and offers what all units have', async () => {
      const { body } = await get('/environments?health=Degraded&limit=1');
      expect(body.totalItems).toBe(1);
      expect(body.counts).toMatchObject({
        units: 4,
        health: { Degraded: 1 },
      });
      const narrowed = (await get('/environments?stage=dev')).body;
      expect(narrowed.counts.units).toBe(2);
      expect(narrowed.facets).toEqual(body.facets);
      expect(body.facets).toMatchObject({
        accounts: [expect.objectContaining({ account: ACCOUNT })],
        owners: ['group:default/platform'],
      });
    });

    it('pages forth and back without repeating or losing a row', async () => {
      const first = (await get('/environments?limit=3')).body;
      expect(first.pageInfo.prevCursor).toBeUndefined();
      const second = (
        await get(`/environments?limit=3&cursor=${first.pageInfo.nextCursor}`)
      ).body;
      expect(second.items.map((r: EnvironmentRow) => r.name)).toEqual([
        'secret',
      ]);
      expect(second.pageInfo.nextCursor).toBeUndefined();
      const back = (
        await get(`/environments?limit=3&cursor=${second.pageInfo.prevCursor}`)
      ).body;
      expect(back).toEqual(first);
    });

    it.each([
      ['/environments?limit=0', /limit/],
      ['/environments?limit=many', /limit/],
      ['/environments?orderBy=password', /orderBy/],
      ['/environments?stage=qa', /stage/],
      ['/environments?cursor=nonsense', /cursor/],
      ['/environments?colour=red', /colour/],
      ['/entities/default/resource/alpha/costs?from=yesterday', /from/],
      [
        '/entities/default/resource/alpha/costs?from=2026-05-02&to=2026-05-01',
        /period is empty/,
      ],
      ['/entities/default/resource/alpha/changes?cursor=e30', /cursor/],
      ['/entities/default/resource/alpha/deployments?cursor=e30', /cursor/],
      ['/entities/default/resource/alpha/deployments?limit=101', /limit/],
    ])('answers 400 to %s', async (route, message) => {
      const answer = await get(route);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({ name: 'InputError' });
      expect(answer.body.error.message).toMatch(message);
    });
  });

  describe('staleness', () => {
    afterEach(() =>
      plugin.readings.succeeded(cloudFormationSource(ACCOUNT, REGION), {
        at: NOW,
      }),
    );

    it('shows the last known state with its age and why it is not newer', async () => {
      const later = new Date('2026-05-10T12:05:00.000Z');
      const reason =
        'CloudFormation does not answer: the connection was refused.';
      await plugin.readings.failed(cloudFormationSource(ACCOUNT, REGION), {
        at: later,
        reason,
      });
      const { body } = await get(`${entity('alpha')}/health`);
      expect(body).toMatchObject({
        status: 'Healthy',
        stacks: [{ name: 'alpha', stackStatus: 'CREATE_COMPLETE' }],
        freshness: { readAt: NOW.toISOString(), stale: true, reason },
      });
      await plugin.readings.succeeded(cloudFormationSource(ACCOUNT, REGION), {
        at: later,
      });
      const recovered = await get(`${entity('alpha')}/health`);
      expect(recovered.body.freshness).toMatchObject({ stale: false });
    });
  });

  describe('a preview whose stack is deleted', () => {
    it('says that its time is over', async () => {
      const preview = stack('gamma', { stage: 'preview' });
      for (const stacks of [[preview], []]) {
        await plugin.stacks.replaceStacks(PLACE, stacks, { at: NOW });
      }
      const { body } = await get(`${entity('gamma')}/health`);
      expect(body).toMatchObject({
        status: 'Missing',
        reasons: [{ message: expect.stringMatching(/time to live is over/) }],
      });
    });
  });
});
