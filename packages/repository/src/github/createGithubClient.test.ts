import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Octokit } from '@octokit/rest';
import { createGithubClient } from './createGithubClient';

type Answer = (response: ServerResponse) => void;

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, {
      'content-type': 'application/json',
      ...headers,
    });
    response.end(JSON.stringify(body));
  };
const reset: Answer = response => response.destroy();
const breakOff: Answer = response => {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': '1000',
  });
  response.write('[', () => response.destroy());
};
const secondsFromNow = (seconds: number) =>
  String(Math.floor(Date.now() / 1000) + seconds);

describe('a client of GitHub', () => {
  let server: Server;
  let client: Octokit;
  let answers: Answer[];
  let calls: string[];
  let told: [number | undefined, string | null | undefined][];

  beforeAll(async () => {
    server = createServer((request, response) => {
      calls.push(`${request.method} ${request.url}`);
      // The last answer is given to whatever comes after it
      const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers;
      answer(response);
    });
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve);
    });
    client = createGithubClient({
      apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: 'secret',
      host: 'github.example.com',
      onAnswer: (status, headers) => {
        told.push([status, headers?.get('x-ratelimit-remaining')]);
      },
    });
  });

  beforeEach(() => {
    calls = [];
    told = [];
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(
    () =>
      new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );

  const read = () => client.pulls.list({ owner: 'acme', repo: 'infra' });
  const write = () =>
    client.issues.createComment({
      owner: 'acme',
      repo: 'infra',
      issue_number: 1,
      body: 'Text',
    });

  it('tells of every attempt how it ended, and how many more are taken', async () => {
    answers = [
      json(502, {}, { 'x-ratelimit-remaining': '11' }),
      reset,
      json(200, [], { 'x-ratelimit-remaining': '10' }),
    ];
    await read();
    expect(told).toEqual([
      [502, '11'],
      [undefined, undefined],
      [200, '10'],
    ]);
  });

  it('reads again when GitHub or the way there failed for a moment', async () => {
    answers = [json(502, {}), reset, json(200, [])];
    expect((await read()).data).toEqual([]);
    expect(calls).toHaveLength(3);
  });

  it('takes no answer that broke off for a whole one', async () => {
    answers = [breakOff, json(200, [{ number: 7 }])];
    await expect(
      client.paginate(client.pulls.list, {
        owner: 'acme',
        repo: 'infra',
      }),
    ).resolves.toEqual([{ number: 7 }]);
    expect(calls).toHaveLength(2);
  });

  it('says soon that GitHub does not answer, and changes nothing twice', async () => {
    const message =
      'GitHub at github.example.com does not answer as it should; nothing is lost, try again later';
    answers = [json(503, {})];
    await expect(read()).rejects.toThrow(message);
    expect(calls).toHaveLength(3);

    for (const answer of [json(503, {}), reset]) {
      calls = [];
      answers = [answer];
      await expect(write()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(message),
      });
      expect(calls).toHaveLength(1);
    }
  });

  it('does not wait longer than its time', async () => {
    const time = new AbortController();
    jest.spyOn(AbortSignal, 'timeout').mockReturnValue(time.signal);
    answers = [() => time.abort()];
    await expect(read()).rejects.toThrow(
      /does not answer as it should.*there was no answer in time/,
    );
    expect(calls).toHaveLength(1);
  });

  it('leaves a refusal to the caller', async () => {
    answers = [json(404, { message: 'Not Found' })];
    await expect(read()).rejects.toMatchObject({ status: 404 });
    answers = [json(422, { message: 'Reference already exists' })];
    await expect(write()).rejects.toMatchObject({ status: 422 });
    answers = [json(403, { message: 'Resource not accessible' })];
    await expect(read()).rejects.toMatchObject({ status: 403 });
    expect(calls).toHaveLength(3);
  });

  it('names the call that was refused, and why, and shows nobody a page', async () => {
    answers = [
      json(403, {
        message: 'Resource not accessible by integration',
        documentation_url: 'https://docs.github.com/rest',
      }),
    ];
    await expect(read()).rejects.toMatchObject({
      name: 'GithubRefusal',
      message:
        'GitHub at github.example.com refuses GET /repos/acme/infra/pulls (403): Resource not accessible by integration',
    });
    const page =
      (status: number): Answer =>
      response => {
        response.writeHead(status, { 'content-type': 'text/html' });
        response.end('<html><h1>Proxy</h1></html>');
      };
    answers = [page(403)];
    await expect(read()).rejects.toMatchObject({
      status: 403,
      message:
        'GitHub at github.example.com refuses GET /repos/acme/infra/pulls (403): it answers with a page instead of data; a proxy may stand in between',
    });
    answers = [page(502)];
    await expect(read()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message:
        'GitHub at github.example.com does not answer as it should; nothing is lost, try again later (HTTP 502)',
    });
  });

  it('says until when a rate limit lasts', async () => {
    const end = secondsFromNow(3600);
    answers = [
      json(
        403,
        { message: 'API rate limit exceeded' },
        { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': end },
      ),
    ];
    await expect(read()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining(
        `GitHub at github.example.com answers no more calls of Plinth until ${new Date(Number(end) * 1000).toISOString()}`,
      ),
    });
    // Once more, in case it just ended
    expect(calls).toHaveLength(2);
  });

  it('waits for the end of a rate limit that is near, even to change something', async () => {
    answers = [
      json(
        403,
        { message: 'API rate limit exceeded' },
        {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': secondsFromNow(-1),
        },
      ),
      json(
        403,
        { message: 'API rate limit exceeded' },
        {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': secondsFromNow(-1),
        },
      ),
      json(201, { id: 1 }),
    ];
    expect((await write()).data).toEqual({ id: 1 });
    expect(calls).toHaveLength(3);
  });

  it('pauses before no change', async () => {
    answers = [json(201, {})];
    const start = Date.now();
    for (let at = 0; at < 8; at += 1) {
      await write();
    }
    // The plugin's own pauses would be three seconds each
    expect(Date.now() - start).toBeLessThan(5000);
  });
});
