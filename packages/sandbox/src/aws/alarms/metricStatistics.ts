import type { AwsContext } from '../AwsContext';
import { fargateVcpusInUse } from '../quotas/fargateVcpusInUse';
import { DEFAULT_QUOTAS } from '../quotas/QuotaStore';
import type { Operation } from '../service/AwsService';

/** Where metrics are asked, and what they are asked of. */
interface Question {
  readonly account: string;
  readonly region: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

type Context = Pick<AwsContext, 'clock' | 'cloudFormation' | 'faults'>;

/** The newest figure of a metric; undefined where AWS would publish none. */
type Metric = (context: Context, question: Question) => number | undefined;

/** A standby is so far behind while the region that it follows answers, in seconds. */
const USUAL_LAG = 1;

/** The metrics that are imitated, by namespace and name. */
const METRICS: Readonly<Record<string, { metric: Metric; unit: string }>> = {
  'AWS/Usage ResourceCount': {
    unit: 'None',
    // AWS publishes nothing of what an account does not use.
    metric: ({ cloudFormation }, { account, region, dimensions }) => {
      const quota = DEFAULT_QUOTAS.find(
        ({ usage }) => usage && sameMembers(usage, dimensions),
      );
      return quota?.service === 'fargate'
        ? fargateVcpusInUse(cloudFormation.resources({ account, region })) ||
            undefined
        : undefined;
    },
  },
  'AWS/RDS ReplicaLag': {
    unit: 'Seconds',
    metric: ({ clock, cloudFormation, faults }, question) => {
      const { account, region, dimensions } = question;
      const source = cloudFormation
        .resources({ account, region, type: 'AWS::RDS::DBInstance' })
        .find(
          ({ physicalId }) => physicalId === dimensions.DBInstanceIdentifier,
        )?.properties.SourceDBInstanceIdentifier;
      if (typeof source !== 'string') {
        return undefined;
      }
      const lost = faults.lostSince(source.split(':')[3] ?? region);
      return lost === undefined
        ? USUAL_LAG
        : USUAL_LAG + (clock.millis() - lost) / 1000;
    },
  },
};

/** `GetMetricStatistics`, of what accounts use of quotas, and of how far standbys of databases are behind. */
export function metricStatistics(context: Context): Operation {
  return ({ account, region }, input) => {
    const namespace = input.text('Namespace');
    const label = input.text('MetricName');
    const dimensions = Object.fromEntries(
      input
        .inputs('Dimensions')
        .map(each => [each.text('Name'), each.text('Value')]),
    );
    const start = input.moment('StartTime');
    const end = input.moment('EndTime');
    input.number('Period', { default: 60, min: 1, max: 86_400 });
    const statistics = input.texts('Statistics');
    input.end();
    const known = `${namespace} ${label}`;
    if (!Object.hasOwn(METRICS, known)) {
      throw input.error(
        `The sandbox has these metrics only: ${Object.keys(METRICS).join(', ')}`,
      );
    }
    if (statistics.join() !== 'Maximum') {
      throw input.error('The sandbox has the statistic Maximum only');
    }
    const { metric, unit } = METRICS[known];
    const value = metric(context, { account, region, dimensions });
    const now = context.clock.now();
    const newest = end && end < now ? end : now;
    return {
      Label: label,
      Datapoints:
        value !== undefined && (!start || start <= newest)
          ? [{ Timestamp: newest, Maximum: value, Unit: unit }]
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
