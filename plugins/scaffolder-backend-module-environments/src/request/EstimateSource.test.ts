import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import type { Unit } from '@plinth/blueprints/schema';
import type { AddressInfo } from 'node:net';
import { createServer, type ServerResponse } from 'node:http';
import { EstimateSource } from './EstimateSource';

const UNIT: Unit = {
  kind: 'environment',
  name: 'claims-dev',
  blueprint: 'application',
  version: '1.0.0',
  stage: 'dev',
  account: '111122223333',
  region: 'us-east-1',
  owner: 'group:default/claims',
  monthlyBudget: 250,
  parameters: { cidr: '10.0.0.0/16' },
};

describe('EstimateSource', () => {
  const asked: ServerResponse[] = [];
  const server = createServer((_, response) => asked.push(response));
  /** By how long each request waits, milliseconds: what ends its patience. */
  const patience: { milliseconds: number; end: AbortController }[] = [];
  let source: EstimateSource;

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const discovery = mockServices.discovery.mock();
    discovery.getBaseUrl.mockResolvedValue(`http://127.0.0.1:${port}`);
    source = new EstimateSource({ discovery, auth: mockServices.auth() });
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(milliseconds => {
      const end = new AbortController();
      patience.push({ milliseconds, end });
      return end.signal;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    server.closeAllConnections();
    server.close();
  });

  it('waits for each of ten that are asked for at once, of which the last is made after thirty seconds', async () => {
    const estimates = Array.from({ length: 10 }, (_, index) =>
      source.estimate(
        { ...UNIT, name: `claims-${index}-dev` },
        mockCredentials.user(),
        mockServices.logger.mock(),
      ),
    );
    while (asked.length < 10) {
      await new Promise(setImmediate);
    }
    patience
      .filter(({ milliseconds }) => milliseconds <= 30_000)
      .forEach(({ end }) => end.abort());
    asked.forEach(response =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ currency: 'USD', monthly: 7 })),
    );
    expect(await Promise.all(estimates)).toEqual(
      Array(10).fill({ currency: 'USD', monthly: 7 }),
    );
  });
});
