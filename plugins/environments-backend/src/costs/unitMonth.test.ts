import { daysOfUnitMonth, unitMonth } from './unitMonth';

const days = (from: number, to: number, amount: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => ({
    date: `2026-05-${String(from + i).padStart(2, '0')}`,
    amount,
  }));

describe('the month of a unit', () => {
  it('is what it has cost, and what it will have', () => {
    expect(unitMonth(days(1, 10, 2), '2026-05-11', { ended: false })).toEqual({
      monthToDate: 20,
      forecast: 62,
    });
  });

  it('grows no further where the unit has ended', () => {
    expect(
      unitMonth(days(1, 10, 2), '2026-05-11', { ended: true }),
    ).toMatchObject({ forecast: 20 });
  });

  it('is not known of what has never cost anything, or nothing this month', () => {
    expect(unitMonth([], '2026-05-11', { ended: false })).toEqual({});
    const april = [{ date: '2026-04-30', amount: 3 }];
    expect(unitMonth(april, '2026-05-01', { ended: false })).toEqual({
      forecast: 93,
    });
  });

  it('is told from the month and the one before', () => {
    expect(daysOfUnitMonth('2026-01-09')).toEqual({
      from: '2025-12-01',
      to: '2026-01-32',
    });
  });
});
