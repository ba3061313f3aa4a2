import fc from 'fast-check';
import { explainFailure } from './explainFailure';

function named(
  name: string,
  message: string,
  more: { code?: string; cause?: unknown } = {},
): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe('why a source did not answer', () => {
  it.each<[string, unknown, string]>([
    [
      'a connection that is refused',
      named('Error', 'connect ECONNREFUSED 127.0.0.1:443', {
        code: 'ECONNREFUSED',
      }),
      'GitHub does not answer: the connection was refused.',
    ],
    [
      'a host of several addresses that all refuse',
      new AggregateError([
        named('Error', 'connect', { code: 'ECONNREFUSED' }),
        named('Error', 'connect', { code: 'ECONNREFUSED' }),
      ]),
      'GitHub does not answer: the connection was refused.',
    ],
    [
      "fetch's failure, whose cause tells",
      named('TypeError', 'fetch failed', {
        cause: named('Error', 'getaddrinfo', { code: 'ENOTFOUND' }),
      }),
      'GitHub does not answer: its name could not be resolved.',
    ],
    [
      'a time-out',
      named('TimeoutError', 'Connection timed out after 3000 ms'),
      'GitHub does not answer: it did not answer in time.',
    ],
    [
      'a connection that breaks off',
      named('Error', 'socket hang up', { code: 'ECONNRESET' }),
      'GitHub does not answer: the connection was closed.',
    ],
    [
      'missing permission',
      named(
        'AccessDenied',
        'User is not authorized to perform: cloudformation:DescribeStacks.',
      ),
      "GitHub refuses the portal's credentials (AccessDenied): User is not authorized to perform: cloudformation:DescribeStacks.",
    ],
    [
      'credentials that are not there',
      named('CredentialsProviderError', 'Could not load credentials'),
      "GitHub refuses the portal's credentials (CredentialsProviderError): Could not load credentials.",
    ],
    [
      'throttling',
      named('Throttling', 'Rate exceeded'),
      'GitHub is throttling; the next reading tries again.',
    ],
    [
      'Cost Explorer throttling',
      named('LimitExceededException', 'Too many requests'),
      'GitHub is throttling; the next reading tries again.',
    ],
    [
      'anything else',
      named('HttpError', 'Not Found'),
      'GitHub failed (HttpError): Not Found.',
    ],
    ['something that is no error', 'no idea', 'GitHub failed: no idea.'],
  ])('is a sentence for %s', (_, error, sentence) => {
    expect(explainFailure('GitHub', error)).toBe(sentence);
  });

  it('is one sentence that names the source, whatever was thrown', () => {
    const noError = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, undefined, false),
    );
    fc.assert(
      fc.property(noError, thrown => {
        expect(explainFailure('GitHub', thrown)).toBe(
          `GitHub failed: ${thrown}.`,
        );
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ unit: fc.constantFrom('.', ' ', 'a') }),
        fc.option(fc.string(), { nil: undefined }),
        (name, message, code) => {
          const sentence = explainFailure(
            'GitHub',
            named(name, message, { code }),
          );
          expect(sentence).toMatch(/^GitHub .*[^.]\.$/s);
        },
      ),
    );
  });
});
