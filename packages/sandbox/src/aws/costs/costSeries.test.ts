import fc from 'fast-check';
import {
  costSeries,
  DAY,
  isoDay,
  usageOf,
  type BilledResource,
} from './costSeries';
import { buckets } from './sumByGroup';

const start = Date.parse('2026-03-01T00:00:00Z');

function billed(given: Partial<BilledResource> = {}): BilledResource {
  return {
    id: 'r',
    type: 'AWS::EC2::NatGateway',
    account: '111122223333',
    region: 'us-east-1',
    stackName: 's',
    tags: {},
    versions: [
      { from: start, charges: [{ service: 'A', amount: 1, basis: 'fixed' }] },
    ],
    ...given,
  };
}

function amounts(
  resource: BilledResource,
  span = { from: start - 9 * DAY, to: start + 9 * DAY, now: Infinity },
) {
  return costSeries(resource, span)
    .flatMap(series => series.days)
    .map(({ day, amount }) => [isoDay(day * DAY), amount]);
}

describe('costSeries', () => {
  it('charges by the hour that a resource is there, day by day', () => {
    const resource = billed({
      versions: [
        {
          from: start + 18 * 3_600_000,
          charges: [{ service: 'A', amount: 1, basis: 'fixed' }],
        },
      ],
      until: start + 2 * DAY + 3_600_000 / 2,
    });
    expect(amounts(resource)).toEqual([
      ['2026-03-01', 6],
      ['2026-03-02', 24],
      ['2026-03-03', 0.5],
    ]);
  });

  it('changes the price with the resource', () => {
    const charge = (amount: number) => [
      { service: 'A', amount, basis: 'fixed' as const },
    ];
    const resource = billed({
      versions: [
        { from: start, charges: charge(1) },
        { from: start + DAY / 2, charges: charge(3) },
      ],
      until: start + DAY,
    });
    expect(amounts(resource)).toEqual([
      ['2026-03-01', 12],
      ['2026-03-01', 36],
    ]);
  });

  it('charges nothing after now', () => {
    expect(
      amounts(billed(), { from: start, to: start + 9 * DAY, now: start + DAY }),
    ).toEqual([['2026-03-01', 24]]);
  });

  it('sums to hours times price however the span is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 * 24 }),
        fc.integer({ min: 1, max: 40 * 24 }),
        fc.integer({ min: 0, max: 80 * 24 }),
        (from, length, cut) => {
          const hour = 3_600_000;
          const resource = billed({
            versions: [
              {
                from: start + from * hour,
                charges: [{ service: 'A', amount: 2, basis: 'fixed' }],
              },
            ],
            until: start + (from + length) * hour,
          });
          const sum = (a: number, b: number) =>
            costSeries(resource, { from: a, to: b, now: Infinity })
              .flatMap(series => series.days)
              .reduce((total, day) => total + day.amount, 0);
          const end = start + 80 * DAY;
          const middle = start + cut * hour;
          expect(sum(start, end)).toBeCloseTo(length * 2, 6);
          expect(sum(start, middle) + sum(middle, end)).toBeCloseTo(
            length * 2,
            6,
          );
        },
      ),
    );
  });

  it('varies use around one on working days, the same each time, and less at the weekend', () => {
    const monday = Date.parse('2026-03-02T00:00:00Z') / DAY;
    const usage = usageOf('r');
    const days = Array.from({ length: 5 }, (_, index) => usage(monday + index));
    for (const use of days) {
      expect(use).toBeGreaterThanOrEqual(0.85);
      expect(use).toBeLessThanOrEqual(1.15);
    }
    expect(new Set(days).size).toBe(5);
    expect(usageOf('r')(monday)).toBe(days[0]);
    expect(usageOf('q')(monday)).not.toBe(days[0]);
    const mean = (offset: number) =>
      Array.from({ length: 200 }, (_, week) =>
        usage(monday + offset + week * 7),
      ).reduce((sum, use) => sum + use, 0) / 200;
    expect(mean(0)).toBeCloseTo(1, 1);
    expect(mean(5)).toBeCloseTo(0.8, 1);
  });
});

describe('buckets', () => {
  it('splits by months at their ends', () => {
    const iso = (millis: number) => new Date(millis).toISOString().slice(0, 10);
    expect(
      buckets(
        {
          start: Date.parse('2026-01-15T00:00:00Z'),
          end: Date.parse('2026-03-02T00:00:00Z'),
        },
        'MONTHLY',
      ).map(bucket => [iso(bucket.start), iso(bucket.end)]),
    ).toEqual([
      ['2026-01-15', '2026-02-01'],
      ['2026-02-01', '2026-03-01'],
      ['2026-03-01', '2026-03-02'],
    ]);
  });
});
