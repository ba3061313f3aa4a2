import { explainGithubError } from './explainGithubError';

const NOW = new Date('2026-11-21T12:00:00Z');

const refused = (
  status: number,
  message: string,
  headers: Record<string, string> = {},
) => Object.assign(new Error(message), { status, response: { headers } });

describe('why GitHub did not answer', () => {
  it.each([
    [
      'by the time of the reset',
      refused(403, 'API rate limit exceeded', {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.parse('2026-11-21T12:40:00Z') / 1000),
      }),
      '12:40:00',
    ],
    [
      'by the seconds to wait, which come before the reset',
      refused(429, 'Too many requests', {
        'retry-after': '90',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Date.parse('2026-11-21T12:40:00Z') / 1000),
      }),
      '12:01:30',
    ],
    [
      'by no time at all',
      refused(403, 'You have exceeded a secondary rate limit.'),
      '12:01:00',
    ],
    ['by its status alone', refused(429, 'Slow down'), '12:01:00'],
  ])('is a rate limit, told %s', (_, error, time) => {
    expect(explainGithubError(error, 'github.example.com', NOW)).toBe(
      `GitHub at github.example.com answers no more calls of Plinth until 2026-11-21T${time}.000Z, since its rate limit is used up; try again then`,
    );
  });

  it.each([
    ['an error of its own', refused(502, 'Bad gateway')],
    ['an error on the way', new TypeError('fetch failed')],
  ])('is %s', (_, error) => {
    expect(explainGithubError(error, 'github.example.com', NOW)).toBe(
      'GitHub at github.example.com does not answer as it should; nothing is lost, try again later',
    );
  });

  it.each([
    refused(403, 'Resource not accessible by integration'),
    refused(403, 'Resource not accessible', {
      'x-ratelimit-remaining': '4999',
      'x-ratelimit-reset': '1',
    }),
    refused(404, 'Not Found'),
    refused(422, 'Reference already exists'),
    refused(304, 'Not modified'),
  ])('is for the caller to judge when it is %s', error => {
    expect(
      explainGithubError(error, 'github.example.com', NOW),
    ).toBeUndefined();
  });
});
