import { costsByService } from './costsByService';

describe('costs by service', () => {
  it('are summed over the days, dearest first, and what has no service comes last', () => {
    expect(
      costsByService([
        {
          date: '2026-11-19',
          amount: 10,
          services: [
            { service: 'Amazon S3', amount: 1 },
            { service: 'Amazon RDS', amount: 9 },
          ],
        },
        {
          date: '2026-11-20',
          amount: 4,
          services: [{ service: 'Amazon S3', amount: 2.5 }],
        },
        { date: '2026-11-21', amount: 7 },
      ]),
    ).toEqual({
      items: [
        { service: 'Amazon RDS', amount: 9 },
        { service: 'Amazon S3', amount: 3.5 },
        { service: undefined, amount: 8.5 },
      ],
      total: 21,
    });
  });

  it('are none of no days, nor of what is less than half a cent', () => {
    expect(costsByService([])).toEqual({ items: [], total: 0 });
    expect(
      costsByService([
        {
          date: '2026-11-19',
          amount: 0.004,
          services: [{ service: 'AWS KMS', amount: 0.004 }],
        },
      ]),
    ).toEqual({ items: [], total: 0 });
  });

  it.each([
    [[1 / 3, 1 / 3, 1 / 3]],
    [[0.335, 0.335, 0.335]],
    [[0.125, 0.125, 0.125, 0.125]],
    [[12.3456, 0.0061, 7.8901, 0.0051, 1999.9999]],
    [[5, -1.005, 0.0049]],
  ])('of %j add up to the total in cents', amounts => {
    const amount = amounts.reduce((sum, each) => sum + each, 0);
    const { items, total } = costsByService([
      {
        date: '2026-11-19',
        amount,
        services: amounts.map((each, index) => ({
          service: `${index}`,
          amount: each,
        })),
      },
    ]);
    const cents = items.map(item => Math.round(item.amount * 100));
    expect(cents.reduce((sum, each) => sum + each, 0)).toBe(
      Math.round(total * 100),
    );
    expect(Math.abs(total - amount)).toBeLessThan(0.01);
  });
});
