import { ResponseError } from '@backstage/errors';
import { reasonOf } from './reasonOf';

/** What a call of the API throws at an answer. */
const answered = (status: number, body: string, type = 'application/json') =>
  ResponseError.fromResponse(
    // The test environment has no Response of its own
    {
      ok: false,
      status,
      statusText: 'Whatever',
      headers: { get: () => type },
      text: async () => body,
      json: async () => JSON.parse(body),
    } as unknown as Response,
  );

const refusal = (message: string) =>
  JSON.stringify({
    error: { name: 'InputError', message },
    response: { statusCode: 400 },
  });

describe('the reason that people are told', () => {
  it('is that of whoever refused', async () => {
    expect(reasonOf(await answered(400, refusal('name: acme is taken')))).toBe(
      'name: acme is taken',
    );
    expect(reasonOf(new Error('There is no environment.json'))).toBe(
      'There is no environment.json',
    );
  });

  it.each([
    [401, /^You are signed out\./],
    [403, /^You may not see or do this\./],
    [429, /^Too much was asked/],
    [502, /^The portal does not answer at the moment \(502\)\./],
  ])(
    'is a sentence where something else answers %d with a page',
    async (status, reason) => {
      const told = reasonOf(
        await answered(status, '<html><h1>nginx</h1></html>', 'text/html'),
      );
      expect(told).toMatch(reason);
      expect(told).not.toMatch(/html|nginx/);
    },
  );

  it.each([
    new TypeError('Failed to fetch'),
    new TypeError('NetworkError when attempting to fetch resource.'),
    new TypeError('Load failed'),
  ])('is the connection where there is no answer: %s', error => {
    expect(reasonOf(error)).toMatch(/^The portal cannot be reached\./);
  });

  it('is no JSON, and no place in the code', async () => {
    expect(
      reasonOf(await answered(500, refusal('[{"code":"invalid_type"}]'))),
    ).toMatch(/^The portal gave no reason/);
    expect(
      reasonOf(
        await answered(
          500,
          refusal('The price is gone\n    at price (/app/x.js:1:2)'),
        ),
      ),
    ).toBe('The price is gone');
  });
});
