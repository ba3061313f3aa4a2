import {
  startTestGitHub,
  type TestGitHub,
} from './__testUtils__/startTestGitHub';

const repo = { owner: 'acme', repo: 'infrastructure' };

describe('Rate limits', () => {
  let test: TestGitHub;
  beforeEach(async () => {
    test = await startTestGitHub();
  });
  afterEach(() => test.close());

  it('refuse whoever has no calls left this hour, and nobody else, until the hour is over', async () => {
    test.github.limits.callsPerHour = 2;
    const developer = test.as('developer');
    const { headers } = await developer.repos.get(repo);
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '2',
      'x-ratelimit-remaining': '1',
    });
    await developer.repos.get(repo);
    await expect(developer.repos.get(repo)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('API rate limit exceeded'),
      response: {
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': expect.stringMatching(/^\d+$/),
        },
      },
    });
    await test.as('engineer').repos.get(repo);
    test.clock.freeze(new Date(Date.now() + 3_601_000));
    await developer.repos.get(repo);
  });

  it('refuse what creates too much in a minute, and say for how long', async () => {
    test.github.limits.contentsPerMinute = 2;
    const create = (name: string) =>
      test.as('admin').issues.createLabel({ ...repo, name });
    await create('one');
    await create('two');
    await expect(create('three')).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('secondary rate limit'),
      response: { headers: { 'retry-after': expect.stringMatching(/^\d+$/) } },
    });
    // Reading is no content.
    await test.as('admin').issues.listLabelsForRepo(repo);
    test.clock.freeze(new Date(Date.now() + 61_000));
    await create('three');
  });

  it('can be switched on for some calls, as often as a test asks', async () => {
    test.github.limits.refuse({
      kind: 'secondary',
      status: 429,
      retryAfter: 7,
      times: 2,
      matches: (method, path) => method === 'GET' && path.endsWith('/labels'),
    });
    const labels = () => test.as('developer').issues.listLabelsForRepo(repo);
    await test.as('developer').repos.get(repo);
    for (let time = 0; time < 2; time += 1) {
      await expect(labels()).rejects.toMatchObject({
        status: 429,
        response: { headers: { 'retry-after': '7' } },
      });
    }
    await labels();
    test.github.limits.refuse({ kind: 'primary', retryAfter: 60 });
    await expect(labels()).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'x-ratelimit-remaining': '0' } },
    });
    await labels();
  });
});
