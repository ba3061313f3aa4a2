import { budgetOfDay } from './budgetOfDay';

it.each([
  ['2026-11-20', 300, 10],
  ['2026-12-31', 310, 10],
  ['2028-02-01', 290, 10],
])(
  'a day like %s has its part of %d dollars a month',
  (date, monthly, part) => {
    expect(budgetOfDay(monthly, date)).toBe(part);
    expect(budgetOfDay(monthly, undefined)).toBeUndefined();
  },
);
