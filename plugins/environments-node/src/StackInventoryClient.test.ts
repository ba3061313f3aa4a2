import { mockServices } from '@backstage/backend-test-utils';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { StackInventoryClient } from './StackInventoryClient';

describe('StackInventoryClient', () => {
  let server: Server;
  let status = 200;
  let authorization: string | undefined;

  beforeAll(async () => {
    server = createServer((req, res) => {
      authorization = req.headers.authorization;
      res.writeHead(status, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ items: [{ name: 'claims-dev' }] }));
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });

  afterAll(
    () =>
      new Promise(resolve => {
        server.close(resolve);
      }),
  );

  const client = () => {
    const { port } = server.address() as AddressInfo;
    return new StackInventoryClient({
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => `http://127.0.0.1:${port}`,
      }),
      auth: mockServices.auth({ pluginId: 'catalog' }),
    });
  };

  it('asks the environments back end as the calling plugin', async () => {
    status = 200;
    await expect(client().listStacks()).resolves.toEqual({
      items: [{ name: 'claims-dev' }],
    });
    expect(authorization).toContain('mock-service-token');
    expect(authorization).toContain('"target":"environments"');
  });

  it('throws what the back end refused with', async () => {
    status = 403;
    await expect(client().listStacks()).rejects.toThrow(/403/);
  });
});
