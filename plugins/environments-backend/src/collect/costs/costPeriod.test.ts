import fc from 'fast-check';
import { costPeriod, isoDate } from './costPeriod';

const DAY_MS = 86_400_000;

describe('the period of a cost query', () => {
  it.each([
    {
      case: 'is all that Cost Explorer keeps at first',
      now: '2026-05-20T12:00:00Z',
      through: undefined,
      period: { from: '2025-04-01', to: '2026-05-21' },
    },
    {
      case: 'is the current month in its middle',
      now: '2026-05-20T12:00:00Z',
      through: '2026-05-20',
      period: { from: '2026-05-01', to: '2026-05-21' },
    },
    {
      case: 'ends with the current month on its last day',
      now: '2026-05-31T23:59:59Z',
      through: '2026-05-31',
      period: { from: '2026-05-01', to: '2026-06-01' },
    },
    {
      case: 'takes in the month before while its invoice may be open',
      now: '2026-06-05T00:00:00Z',
      through: '2026-06-04',
      period: { from: '2026-05-01', to: '2026-06-06' },
    },
    {
      case: 'still does so on the tenth day',
      now: '2026-06-10T23:59:59Z',
      through: '2026-06-10',
      period: { from: '2026-05-01', to: '2026-06-11' },
    },
    {
      case: 'leaves the month before alone afterwards',
      now: '2026-06-11T00:00:00Z',
      through: '2026-06-10',
      period: { from: '2026-06-01', to: '2026-06-12' },
    },
    {
      case: 'crosses the turn of the year',
      now: '2027-01-03T08:00:00Z',
      through: '2027-01-02',
      period: { from: '2026-12-01', to: '2027-01-04' },
    },
    {
      case: 'takes in what was missed while nothing was read',
      now: '2026-05-20T12:00:00Z',
      through: '2026-02-01',
      period: { from: '2026-01-01', to: '2026-05-21' },
    },
    {
      case: 'asks for no more than there is after a very long time',
      now: '2026-05-20T12:00:00Z',
      through: '2024-01-15',
      period: { from: '2025-04-01', to: '2026-05-21' },
    },
  ])('$case', ({ now, through, period }) => {
    expect(
      costPeriod(new Date(now), through ? { through } : undefined),
    ).toEqual(period);
  });

  it('leaves no day unread or an estimate, whenever the readings come', () => {
    const start = Date.UTC(2026, 0, 15);
    fc.assert(
      fc.property(
        // Hours between readings, up to two months.
        fc.array(fc.integer({ min: 1, max: 1_440 }), { maxLength: 30 }),
        gaps => {
          /** The last time that each day was read. */
          const readAt = new Map<string, number>();
          let now = start;
          let through: string | undefined;
          for (const gap of [0, ...gaps]) {
            now += gap * 3_600_000;
            const { from, to } = costPeriod(
              new Date(now),
              through ? { through } : undefined,
            );
            for (
              let day = Date.parse(from);
              day < Date.parse(to);
              day += DAY_MS
            ) {
              readAt.set(isoDate(day), now);
            }
            through = isoDate(now);
          }
          for (let day = start; day <= now; day += DAY_MS) {
            const date = new Date(day);
            const next = Date.UTC(
              date.getUTCFullYear(),
              date.getUTCMonth() + 1,
              1,
            );
            // Once a reading came after the end of its month, the day has been read again since.
            expect(readAt.get(isoDate(day))).toBeGreaterThanOrEqual(
              Math.min(now, next),
            );
          }
        },
      ),
    );
  });
});
