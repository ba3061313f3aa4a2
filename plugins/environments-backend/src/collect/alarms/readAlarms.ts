import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from '@plinth/plugin-environments-common';
import type { RegionClients } from '../aws/AwsClients';

/** All metric and composite alarms of one account and region. */
export async function readAlarms(
  clients: RegionClients,
  options: { signal?: AbortSignal } = {},
): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  let NextToken: string | undefined;
  do {
    await clients.budget.take();
    const page = await clients.cloudWatch.send(
      new DescribeAlarmsCommand({ NextToken, MaxRecords: 100 }),
      { abortSignal: options.signal },
    );
    for (const alarm of [
      ...(page.MetricAlarms ?? []),
      ...(page.CompositeAlarms ?? []),
    ]) {
      if (alarm.AlarmName) {
        alarms.push({
          name: alarm.AlarmName,
          state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
          reason: alarm.StateReason,
          description: alarm.AlarmDescription,
          account: clients.account,
          region: clients.region,
          since: alarm.StateUpdatedTimestamp?.toISOString(),
        });
      }
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return alarms;
}
