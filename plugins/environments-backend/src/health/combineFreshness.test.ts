import type { Freshness } from '@plinth/plugin-environments-common';
import { combineFreshness } from './combineFreshness';

const reading = (
  source: string,
  readAt: string | null,
  reason?: string,
): Freshness => ({
  source,
  readAt,
  stale: reason !== undefined,
  ...(reason ? { reason } : {}),
});

describe('combineFreshness', () => {
  it.each<[string, Freshness[], Freshness]>([
    [
      'is as old as the oldest',
      [
        reading('A', '2026-05-10T12:00:00.000Z'),
        reading('B', '2026-05-10T11:00:00.000Z'),
      ],
      reading('A, B', '2026-05-10T11:00:00.000Z'),
    ],
    [
      'is stale with every reason, said once',
      [
        reading('A', '2026-05-10T12:00:00.000Z', 'Refused.'),
        reading('B', null, 'Never read.'),
        reading('A', '2026-05-10T12:00:00.000Z', 'Refused.'),
      ],
      reading('A, B', '2026-05-10T12:00:00.000Z', 'Refused. Never read.'),
    ],
    [
      'is stale when one source is',
      [
        reading('A', '2026-05-10T12:00:00.000Z'),
        reading('B', '2026-05-10T11:00:00.000Z', 'Refused.'),
      ],
      reading('A, B', '2026-05-10T11:00:00.000Z', 'Refused.'),
    ],
    [
      'has no age when no source has answered',
      [reading('A', null, 'Never read.')],
      reading('A', null, 'Never read.'),
    ],
  ])('%s', (_, readings, expected) => {
    expect(combineFreshness(readings)).toEqual(expected);
  });
});
