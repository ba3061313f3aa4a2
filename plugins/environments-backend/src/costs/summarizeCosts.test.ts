import type { CostLine } from '../store';
import { summarizeCosts } from './summarizeCosts';

const SHOWN = { from: '2026-05-01', to: '2026-06-01' };

function line(
  date: string,
  amount: number,
  overrides: Partial<CostLine> = {},
): CostLine {
  return {
    entityRef: 'resource:default/claims',
    date,
    service: 'Amazon S3',
    amount,
    estimated: false,
    ...overrides,
  };
}

/** The same cost on days of a month. */
const days = (month: string, from: number, to: number, amount: number) =>
  Array.from({ length: to - from + 1 }, (_, i) =>
    line(`${month}-${String(from + i).padStart(2, '0')}`, amount),
  );

function summarize(
  lines: CostLine[],
  overrides: Partial<Parameters<typeof summarizeCosts>[1]> = {},
) {
  return summarizeCosts(lines, {
    shown: SHOWN,
    today: '2026-05-11',
    byService: false,
    ...overrides,
  });
}

describe('summarizeCosts', () => {
  it('adds the services of a day up, and tells them apart when asked', () => {
    const lines = [
      line('2026-05-02', 0.1, { estimated: true }),
      line('2026-05-01', 3),
      line('2026-05-02', 0.2, { service: 'AWS Lambda' }),
    ];
    expect(summarize(lines).days).toEqual([
      { date: '2026-05-01', amount: 3, estimated: false },
      { date: '2026-05-02', amount: 0.3, estimated: true },
    ]);
    expect(summarize(lines, { byService: true }).days?.[1].services).toEqual([
      { service: 'Amazon S3', amount: 0.1 },
      { service: 'AWS Lambda', amount: 0.2 },
    ]);
  });

  it('shows the days of the period, and sums the months whatever is shown', () => {
    const lines = [
      ...days('2026-04', 1, 30, 2),
      ...days('2026-05', 1, 10, 3),
      line('2026-05-11', 1),
    ];
    const summary = summarize(lines, {
      shown: { from: '2026-04-29', to: '2026-05-02' },
    });
    expect(summary.days?.map(({ date }) => date)).toEqual([
      '2026-04-29',
      '2026-04-30',
      '2026-05-01',
    ]);
    expect(summary).toMatchObject({ monthToDate: 31, previousMonth: 60 });
    expect(summary.forecast?.endOfMonth).toBeCloseTo(30 + (38 / 14) * 21, 3);
  });

  it('says nothing of a month before the first cost, and nothing to come without one', () => {
    expect(summarize([])).toEqual({
      days: [],
      monthToDate: 0,
      previousMonth: null,
      forecast: null,
      budget: null,
      anomalies: [],
    });
  });

  it('has no figures, and no budget that is kept, while the cost of no unit is known', () => {
    expect(summarize([], { known: false, monthlyBudget: 100 })).toMatchObject({
      monthToDate: null,
      forecast: null,
      budget: null,
    });
    expect(summarize([], { monthlyBudget: 100 })).toMatchObject({
      monthToDate: 0,
      budget: { monthly: 100, status: 'WithinBudget' },
    });
  });

  it.each([
    [1_000, 'WithinBudget'],
    [309, 'ForecastToExceed'],
    [310, 'WithinBudget'],
    [99, 'Exceeded'],
    [0, 'Exceeded'],
  ])('holds the month against a budget of %d', (monthlyBudget, status) => {
    const lines = [
      ...days('2026-04', 20, 30, 10),
      ...days('2026-05', 1, 10, 10),
    ];
    expect(summarize(lines, { monthlyBudget }).budget).toEqual({
      monthly: monthlyBudget,
      status,
    });
  });

  it('marks days that stand out in the period, and never the current one', () => {
    const lines = [
      ...days('2026-04', 10, 29, 20),
      line('2026-04-30', 90),
      ...days('2026-05', 1, 9, 20),
      line('2026-05-10', 60),
      line('2026-05-11', 500),
    ];
    expect(summarize(lines).anomalies).toEqual([
      { date: '2026-05-10', amount: 60, expected: 20 },
    ]);
  });
});
