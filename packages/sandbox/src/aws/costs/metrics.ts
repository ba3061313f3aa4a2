const METRICS = [
  'AmortizedCost',
  'BlendedCost',
  'NetAmortizedCost',
  'NetUnblendedCost',
  'UnblendedCost',
  'UsageQuantity',
  'NormalizedUsageAmount',
];

/** The metric that is written `UnblendedCost` or `UNBLENDED_COST`. */
export function metricNamed(given: string): string | undefined {
  return METRICS.find(name => name === given || constantCase(name) === given);
}

function constantCase(name: string): string {
  return name.replace(/(?<=.)([A-Z])/g, '_$1').toUpperCase();
}

/** Sums in Cost Explorer's shape: costs in USD, the rest in hours. */
export function metricValues(
  sum: { amount: number; hours: number },
  metrics: string[],
) {
  return Object.fromEntries(
    metrics.map(metric => [
      metric,
      metric.endsWith('Cost')
        ? { Amount: amountText(sum.amount), Unit: 'USD' }
        : { Amount: amountText(sum.hours), Unit: 'N/A' },
    ]),
  );
}

/** A figure with up to ten decimals. */
export function amountText(value: number): string {
  return value.toFixed(10).replace(/\.?0+$/, '');
}
