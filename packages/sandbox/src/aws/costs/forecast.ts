import type { CostSeries } from './costSeries';

/** Standard deviations within which so many percent of a normal distribution lie, by level. */
const DEVIATIONS: [level: number, deviations: number][] = [
  [51, 0.69],
  [60, 0.84],
  [70, 1.04],
  [80, 1.28],
  [90, 1.64],
  [95, 1.96],
  [99, 2.58],
];

/**
 * Expected cost of so many days to come: what is deployed now goes on, and strays as much as the past four weeks did.
 * Hands back a function from days to the members of Cost Explorer's forecast.
 */
export function forecast(options: {
  past: Iterable<CostSeries>;
  /** USD a day. */
  dailyRate: number;
  /** Percent of cases within the interval. */
  level: number;
}) {
  const days = new Map<number, number>();
  for (const { day, amount } of [...options.past].flatMap(item => item.days)) {
    days.set(day, (days.get(day) ?? 0) + amount);
  }
  const amounts = [...days.values()];
  const mean = amounts.reduce((sum, value) => sum + value, 0) / amounts.length;
  const observed =
    amounts.length > 1
      ? Math.sqrt(
          amounts.reduce((sum, value) => sum + (value - mean) ** 2, 0) /
            (amounts.length - 1),
        )
      : options.dailyRate * 0.1;
  // Nothing is certain: an even past still leaves 2 % of doubt.
  const deviation = Math.max(observed, options.dailyRate * 0.02);
  const width = (DEVIATIONS.find(([level]) => level >= options.level) ??
    DEVIATIONS[DEVIATIONS.length - 1])[1];
  return (count: number) => {
    const expected = options.dailyRate * count;
    const spread = width * deviation * Math.sqrt(count);
    return {
      MeanValue: expected.toFixed(10),
      PredictionIntervalLowerBound: Math.max(0, expected - spread).toFixed(10),
      PredictionIntervalUpperBound: (expected + spread).toFixed(10),
    };
  };
}
