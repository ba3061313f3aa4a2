import type { ConnectionFindings } from '@plinth/plugin-environments-common';
import request from 'supertest';
import { startPlugin, StartedPlugin } from '../__testUtils__/startPlugin';

describe('the route of the connections', () => {
  let plugin: StartedPlugin;
  const denied = new Set<string>();

  beforeAll(async () => {
    plugin = await startPlugin({
      entities: [],
      decide: permission => !denied.has(permission),
      config: {
        app: { baseUrl: 'https://plinth.example.com' },
        environments: { repositories: [], accounts: [] },
      },
    });
  });
  afterAll(() => plugin.stop());
  afterEach(() => denied.clear());

  const look = (query = '') =>
    request(plugin.server).get(`/api/environments/v1/connections${query}`);

  it('tells what is missing, and how to make it so', async () => {
    const { status, body } = await look();
    expect(status).toBe(200);
    const { items }: ConnectionFindings = body;
    expect(items.map(({ check }) => check)).toEqual(['queue', 'payer-access']);
    for (const { status: found, remedy } of items) {
      expect(found).toBe('missing');
      expect(remedy).toMatch(/\w+\.$/);
    }
  });

  it('shows what was found before, unless that is older than is asked for', async () => {
    const { body: first } = await look();
    expect(first.items).toHaveLength(2);
    expect((await look()).body).toEqual(first);
    const { body: again } = await look('?maxAge=0');
    expect(again.items).toEqual(first.items);
    expect(again.examinedAt).not.toBe(first.examinedAt);
  });

  it('refuses an age that is none', async () => {
    expect((await look('?maxAge=-1')).status).toBe(400);
    expect((await look('?maxAge=soon')).status).toBe(400);
  });

  it('looks at nothing for whoever may not', async () => {
    denied.add('environments.connection.examine');
    const { status, body } = await look('?maxAge=0');
    expect(status).toBe(403);
    expect(body.items).toBeUndefined();
  });
});
