import { fargateVcpusInUse } from './fargateVcpusInUse';
import type { AwsContext } from '../AwsContext';
import type { Operation } from '../service/AwsService';
import { DEFAULT_QUOTAS } from './QuotaStore';

/** `GetMetricStatistics`, of what accounts use of quotas: the one namespace that is imitated. */
export function usageMetrics({
  clock,
  cloudFormation,
}: Pick<AwsContext, 'clock' | 'cloudFormation'>): Operation {
  return ({ account, region }, input) => {
    const namespace = input.text('Namespace');
    const label = input.text('MetricName');
    const asked = Object.fromEntries(
      input
        .inputs('Dimensions')
        .map(each => [each.text('Name'), each.text('Value')]),
    );
    const start = input.moment('StartTime');
    const end = input.moment('EndTime');
    input.number('Period', { default: 60, min: 1, max: 86_400 });
    const statistics = input.texts('Statistics');
    input.end();
    if (namespace !== 'AWS/Usage' || label !== 'ResourceCount') {
      throw input.error(
        'The sandbox has metrics of AWS/Usage ResourceCount only',
      );
    }
    if (statistics.join() !== 'Maximum') {
      throw input.error('The sandbox has the statistic Maximum only');
    }
    const quota = DEFAULT_QUOTAS.find(
      ({ usage }) => usage && sameMembers(usage, asked),
    );
    // AWS publishes nothing of what an account does not use.
    const used =
      quota?.service === 'fargate'
        ? fargateVcpusInUse(cloudFormation.resources({ account, region }))
        : 0;
    const now = clock.now();
    const newest = end && end < now ? end : now;
    return {
      Label: label,
      Datapoints:
        used > 0 && (!start || start <= newest)
          ? [{ Timestamp: newest, Maximum: used, Unit: 'None' }]
          : [],
    };
  };
}

function sameMembers(
  one: Readonly<Record<string, string>>,
  other: Readonly<Record<string, string>>,
): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(name => one[name] === other[name])
  );
}
