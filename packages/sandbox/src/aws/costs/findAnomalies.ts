import { createHash } from 'node:crypto';
import { DAY, isoDay, type CostSeries } from './costSeries';

/** Days that tell what is usual. */
const USUAL_DAYS = 14;
/** A day is unusual from this multiple of the usual on. */
const FACTOR = 1.5;
/** Differences in USD below this are noise. */
const LEAST_IMPACT = 1;

/**
 * Days on which a service cost an account much more than in the two weeks before, in Cost Explorer's shape; consecutive
 * days are one anomaly. A service without two weeks of history has no anomalies.
 */
export function findAnomalies(
  costs: Iterable<CostSeries>,
  period: { start: number; end: number },
): Record<string, unknown>[] {
  const byCause = new Map<string, Map<number, number>>();
  for (const { resource, service, days } of costs) {
    const cause = JSON.stringify([resource.account, resource.region, service]);
    const sums = byCause.get(cause) ?? new Map<number, number>();
    byCause.set(cause, sums);
    for (const { day, amount } of days) {
      sums.set(day, (sums.get(day) ?? 0) + amount);
    }
  }
  return [...byCause].flatMap(([cause, days]) =>
    anomaliesOf(JSON.parse(cause), days, period),
  );
}

function anomaliesOf(
  [account, region, service]: [string, string, string],
  days: Map<number, number>,
  period: { start: number; end: number },
): Record<string, unknown>[] {
  const runs: { from: string; to: string; actual: number; usual: number }[] =
    [];
  let open = false;
  let usual = 0;
  for (let day = period.start; day < period.end; day += DAY) {
    const actual = days.get(day / DAY) ?? 0;
    // While an anomaly lasts it does not become usual.
    usual = open ? usual : usualBefore(days, day);
    const unusual =
      usual > 0 && actual > usual * FACTOR && actual - usual > LEAST_IMPACT;
    if (unusual && open) {
      const run = runs[runs.length - 1];
      run.to = isoDay(day);
      run.actual += actual;
      run.usual += usual;
    } else if (unusual) {
      runs.push({ from: isoDay(day), to: isoDay(day), actual, usual });
    }
    open = unusual;
  }
  return runs.map(run => {
    const impact = run.actual - run.usual;
    const cause = { Service: service, Region: region, LinkedAccount: account };
    return {
      AnomalyId: createHash('sha256')
        .update(JSON.stringify([cause, run.from]))
        .digest('hex')
        .slice(0, 32),
      AnomalyStartDate: run.from,
      AnomalyEndDate: run.to,
      DimensionValue: service,
      RootCauses: [cause],
      AnomalyScore: { MaxScore: 1, CurrentScore: 1 },
      Impact: {
        MaxImpact: impact,
        TotalImpact: impact,
        TotalActualSpend: run.actual,
        TotalExpectedSpend: run.usual,
        TotalImpactPercentage: (impact / run.usual) * 100,
      },
      MonitorArn: `arn:aws:ce::${account}:anomalymonitor/services`,
    };
  });
}

/** Mean of the two weeks before a day; 0 where they are not all there. */
function usualBefore(days: Map<number, number>, day: number): number {
  let sum = 0;
  for (let back = 1; back <= USUAL_DAYS; back += 1) {
    const amount = days.get(day / DAY - back);
    if (amount === undefined) {
      return 0;
    }
    sum += amount;
  }
  return sum / USUAL_DAYS;
}
