import { EnvironmentsClient } from './EnvironmentsClient';

describe('EnvironmentsClient', () => {
  const requests: Request[] = [];
  let answer: () => Response;
  const client = new EnvironmentsClient({
    discoveryApi: {
      getBaseUrl: async id => `http://localhost:7007/api/${id}`,
    },
    fetchApi: {
      // As Backstage's middlewares do: each copies the request before it hands it on.
      fetch: async (input, init) => {
        const copied = new Request(input, init);
        requests.push(new Request(copied));
        return answer();
      },
    },
  });

  beforeEach(() => {
    requests.length = 0;
    answer = () => Response.json({ items: [] });
  });

  it('asks for the health of an entity', async () => {
    await client.getHealth('resource:default/claims-dev', { token: 'secret' });
    expect(requests[0].url).toBe(
      'http://localhost:7007/api/environments/v1/entities/default/resource/claims-dev/health',
    );
    expect(requests[0].headers.get('authorization')).toBe('Bearer secret');
  });

  it.each(['Readiness', 'Recovery'] as const)(
    'asks for the %s of an entity',
    async what => {
      await client[`get${what}`]('resource:default/phs');
      expect(requests[0].url).toBe(
        `http://localhost:7007/api/environments/v1/entities/default/resource/phs/${what.toLowerCase()}`,
      );
    },
  );

  it('asks for deployments by pages, and for the timeline of one', async () => {
    await client.listDeployments('resource:default/phs', { limit: 5 });
    await client.getDeploymentTimeline('resource:default/phs', '1-1-deploy');
    const base =
      'http://localhost:7007/api/environments/v1/entities/default/resource/phs/deployments';
    expect(requests.map(({ url }) => url)).toEqual([
      `${base}?limit=5`,
      `${base}/1-1-deploy/timeline`,
    ]);
  });

  it('sends filters as query parameters and bodies as JSON', async () => {
    await client.listEnvironments({ stage: 'dev', q: 'a b', limit: 5 });
    expect(new URL(requests[0].url).search).toBe('?stage=dev&q=a%20b&limit=5');
    await client.createEstimate({
      blueprint: 'application',
      stage: 'dev',
      account: '111122223333',
      region: 'us-east-1',
      parameters: { size: 'small' },
    });
    expect(requests[1].method).toBe('POST');
    expect(await requests[1].json()).toMatchObject({
      parameters: { size: 'small' },
    });
  });

  it('reads the fleet as a file', async () => {
    answer = () => new Response('Name\r\nclaims-dev\r\n');
    const file = await client.exportEnvironments({ stage: 'dev' });
    expect(file.size).toBe(18);
    expect(requests[0].url).toMatch(/\/v1\/environments\/export\?stage=dev$/);
  });

  it('throws what the API refused with', async () => {
    answer = () =>
      Response.json(
        {
          error: { name: 'NotAllowedError', message: 'Not yours' },
          response: { statusCode: 403 },
        },
        { status: 403, statusText: 'Forbidden' },
      );
    await expect(client.getCosts('resource:default/x')).rejects.toMatchObject({
      name: 'ResponseError',
      statusCode: 403,
      cause: { name: 'NotAllowedError', message: 'Not yours' },
    });
  });
});
