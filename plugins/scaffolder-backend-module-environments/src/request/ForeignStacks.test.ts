import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import type { UnitEnvelope } from '@plinth/blueprints/schema';
import { ForeignStacks, type ForeignStack } from './ForeignStacks';

const ACCOUNT = '444455556666';

describe('stacks that a unit would take from somebody else', () => {
  const stack = (name: string, region = 'us-east-1'): ForeignStack => ({
    account: ACCOUNT,
    region,
    name,
  });
  const taken = async (answer: { status: number; items?: ForeignStack[] }) => {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(`${req.url} ${req.headers.authorization?.split(' ')[0]}`);
      res.writeHead(answer.status, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ items: answer.items }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      const source = new ForeignStacks({
        auth: mockServices.auth({ pluginId: 'scaffolder' }),
        discovery: mockServices.discovery.mock({
          getBaseUrl: async () => `http://127.0.0.1:${port}/api/environments`,
        }),
      });
      const unit = { name: 'claims', account: ACCOUNT, region: 'us-east-1' };
      const found = await source.takenBy(unit as UnitEnvelope, {
        logger: mockServices.logger.mock(),
      });
      return { asked, found: found.map(({ region, name }) => [region, name]) };
    } finally {
      server.close();
    }
  };

  it('are those of its name in its region, and those of its further stacks anywhere', async () => {
    expect(
      await taken({
        status: 200,
        items: [
          stack('claims'),
          stack('claims', 'us-west-2'),
          stack('claims-dr', 'us-west-2'),
          stack('claims-next'),
        ],
      }),
    ).toEqual({
      asked: [
        `/api/environments/v1/foreign-stacks?account=${ACCOUNT}&unit=claims Bearer`,
      ],
      found: [
        ['us-east-1', 'claims'],
        ['us-west-2', 'claims-dr'],
      ],
    });
  });

  it('are left to the plan where the portal cannot tell them', async () => {
    expect((await taken({ status: 503 })).found).toEqual([]);
  });
});
