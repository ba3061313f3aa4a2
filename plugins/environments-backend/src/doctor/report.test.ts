import type { ConnectionFinding } from '@plinth/plugin-environments-common';
import { examine, type Check } from './Check';
import { exitCodeOf, findingsAsText } from './report';

const check = (look: Check['look']): Check => ({
  name: 'webhook',
  subject: 'acme/infrastructure',
  good: 'It is there.',
  remedy: 'Make it.',
  access: 'Let it be read.',
  look,
});
const findings = () =>
  Promise.all(
    [
      async () => [],
      async () => ['It has no secret.', 'It goes elsewhere.'],
      async () => {
        throw new Error('connect ECONNREFUSED\n  127.0.0.1:1.');
      },
    ].map(look => examine(check(look))),
  );

describe('findingsAsText', () => {
  it('says of each check what was found, and what to do', async () => {
    expect(findingsAsText(await findings())).toBe(
      `acme/infrastructure
  ok       webhook: It is there.
  MISSING  webhook: It has no secret. It goes elsewhere.
           → Make it.
  UNKNOWN  webhook: It cannot be told: connect ECONNREFUSED 127.0.0.1:1.
           → Let it be read.

1 good, 1 missing, 1 that cannot be told`,
    );
  });
});

describe('exitCodeOf', () => {
  it.each<[number, ConnectionFinding['status'][]]>([
    [0, ['good', 'good']],
    [1, ['good', 'missing', 'unknown']],
    [2, ['good', 'unknown']],
  ])('is %d for %j', (code, statuses) => {
    expect(
      exitCodeOf(
        statuses.map(status => ({
          check: 'webhook',
          subject: 'acme',
          status,
          found: '',
        })),
      ),
    ).toBe(code);
  });
});
