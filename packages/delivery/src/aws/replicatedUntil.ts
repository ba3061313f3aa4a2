import type { AccountCredentials } from './AccountCredentials';
import { settingsOf } from './clientSettings';

/** RDS publishes the lag each minute; an older figure says too little. */
const RECENT_MS = 15 * 60_000;
/** A failover waits no longer for what it can do without. */
const PATIENCE_MS = 15_000;

/**
 * Up to when a PostgreSQL instance has what was written to the one that it follows, by CloudWatch's newest `ReplicaLag`. Where
 * nobody writes the lag grows by itself, up to five minutes, so that more may be there than is told.
 *
 * @throws Error where CloudWatch does not tell
 */
export async function replicatedUntil(
  instance: string,
  place: { readonly account: string; readonly region: string },
  credentials: AccountCredentials,
): Promise<Date> {
  // Loaded where a database is promoted, which few deployments do.
  const { CloudWatchClient, GetMetricStatisticsCommand } =
    require('@aws-sdk/client-cloudwatch') as typeof import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient({
    ...(await settingsOf(place, credentials)),
    maxAttempts: 2,
  });
  try {
    const now = Date.now();
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/RDS',
        MetricName: 'ReplicaLag',
        Dimensions: [{ Name: 'DBInstanceIdentifier', Value: instance }],
        StartTime: new Date(now - RECENT_MS),
        EndTime: new Date(now),
        Period: 60,
        Statistics: ['Maximum'],
      }),
      { abortSignal: AbortSignal.timeout(PATIENCE_MS) },
    );
    const newest = Datapoints.reduce<(typeof Datapoints)[number] | undefined>(
      (last, each) =>
        last && Number(last.Timestamp) > Number(each.Timestamp) ? last : each,
      undefined,
    );
    // RDS says -1 of one that does not replicate.
    if (!newest?.Timestamp || !(Number(newest.Maximum) >= 0)) {
      throw new Error(`CloudWatch has no ReplicaLag of the last 15 minutes`);
    }
    return new Date(newest.Timestamp.getTime() - Number(newest.Maximum) * 1000);
  } finally {
    client.destroy();
  }
}
