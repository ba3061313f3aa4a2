import {
  CostExplorerClient,
  GetCostAndUsageCommand,
} from '@aws-sdk/client-cost-explorer';

const DAY_MS = 86_400_000;

const isoDay = time => new Date(time).toISOString().slice(0, 10);

/** Cent by cent, as the portal adds up: each day is rounded to a hundredth of one. */
function sumOf(days) {
  const amounts = days.map(day =>
    Math.round(Number(day.Total.UnblendedCost.Amount) * 10_000),
  );
  return amounts.reduce((sum, amount) => sum + amount, 0) / 10_000;
}

/**
 * What an entity costs, as Cost Explorer of the payer account says it: US dollars of the current month up to now, and of
 * the month before.
 */
export async function readBill(endpoint, entityRef) {
  const client = new CostExplorerClient({
    endpoint,
    region: 'us-east-1',
    credentials: {
      accessKeyId: 'AKIA123456789012READ',
      secretAccessKey: 'sandbox',
    },
  });
  const now = new Date();
  const monthOf = months =>
    isoDay(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
  const { ResultsByTime } = await client.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: monthOf(-1), End: isoDay(now.getTime() + DAY_MS) },
      Granularity: 'DAILY',
      Metrics: ['UnblendedCost'],
      Filter: { Tags: { Key: 'plinth:entity', Values: [entityRef] } },
    }),
  );
  const isCurrent = day => day.TimePeriod.Start >= monthOf(0);
  return {
    monthToDate: sumOf(ResultsByTime.filter(isCurrent)),
    previousMonth: sumOf(ResultsByTime.filter(day => !isCurrent(day))),
  };
}
