import Ajv from 'ajv';
import { addGithubFormats } from './__testUtils__/oracle/addGithubFormats';
import { ApiOracle } from './__testUtils__/oracle/ApiOracle';
import { GitHubEvents, type Exchange } from './events';

const REF = {
  ref: 'refs/heads/main',
  node_id: 'REF_1',
  url: 'http://localhost/api/v3/repos/acme/infrastructure/git/refs/heads/main',
  object: {
    type: 'commit',
    sha: 'a'.repeat(40),
    url: 'http://localhost/api/v3/repos/acme/infrastructure/git/commits/a',
  },
};

describe('The oracle of the API', () => {
  /** What an oracle finds in one exchange: the reading of a ref, unless told otherwise. */
  function differences(exchange: Partial<Exchange>): string[] {
    const events = new GitHubEvents();
    const oracle = new ApiOracle();
    oracle.watch({ events });
    events.emit('exchange', {
      method: 'GET',
      path: '/repos/acme/infrastructure/git/ref/heads/main',
      query: new URLSearchParams(),
      requestBody: undefined,
      status: 200,
      responseBody: REF,
      ...exchange,
    });
    return oracle.differences;
  }

  it('finds nothing in what GitHub describes', () => {
    expect(differences({})).toEqual([]);
  });

  it.each([
    [
      'a path that GitHub has not',
      { path: '/repos/acme/infrastructure/weather' },
      'GitHub has no such path',
    ],
    [
      'a method that the path has not',
      { method: 'PUT' },
      'GitHub has no such path',
    ],
    [
      'a parameter that GitHub does not take',
      { query: new URLSearchParams({ colour: 'red' }) },
      'takes no parameter colour',
    ],
    [
      'a status that GitHub does not answer',
      { status: 202 },
      'does not answer 202',
    ],
    [
      'a field that is missing',
      { responseBody: { ...REF, node_id: undefined } },
      "must have required property 'node_id'",
    ],
    [
      'a field of another type, below others',
      { responseBody: { ...REF, object: { ...REF.object, sha: 7 } } },
      '/object/sha must be string',
    ],
    [
      'a body that the request may not have',
      {
        method: 'POST',
        path: '/repos/acme/infrastructure/git/refs',
        status: 201,
        requestBody: { ref: 'refs/heads/other' },
      },
      "the request: / must have required property 'sha'",
    ],
  ])('finds %s', (_, exchange, expected) => {
    expect(differences(exchange).join('\n')).toContain(expected);
  });

  it('lets callers be refused for what they may not ask', () => {
    const refused = {
      method: 'POST',
      path: '/repos/acme/infrastructure/git/refs',
      requestBody: {},
      status: 422,
      responseBody: {
        message: 'Validation Failed',
        documentation_url: 'https://docs.github.com/rest',
        errors: [],
      },
    };
    expect(differences(refused)).toEqual([]);
    expect(differences({ ...refused, responseBody: {} })).not.toEqual([]);
  });

  it('finds webhooks that GitHub does not send, or not so', () => {
    const events = new GitHubEvents();
    const oracle = new ApiOracle();
    oracle.watch({ events });
    events.emit('webhook', {
      repo: 'acme/infrastructure',
      event: 'pull_request',
      payload: { action: 'labeled', number: 1 },
    });
    events.emit('webhook', {
      repo: 'acme/infrastructure',
      event: 'weather',
      payload: {},
    });
    expect(oracle.differences.join('\n')).toContain(
      "pull_request$labeled: / must have required property 'label'",
    );
    expect(oracle.differences.join('\n')).toContain('weather$event');
    expect(() => oracle.assertNothingFound()).toThrow('differs from GitHub');
  });
});

describe('The formats of GitHub', () => {
  const ajv = new Ajv({ strict: false });
  addGithubFormats(ajv);

  it.each([
    ['admin@example.com', true],
    ['1+some-app[bot]@users.noreply.github.com', true],
    ['noreply@localhost', false],
    ['a[b]@example.com', false],
    ['', false],
  ])('take %s for an e-mail address: %s', (text, taken) => {
    expect(ajv.validate({ type: 'string', format: 'email' }, text)).toBe(taken);
  });
});
