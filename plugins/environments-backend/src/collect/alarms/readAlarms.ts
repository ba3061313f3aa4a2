import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from '@plinth/plugin-environments-common';
import type { RegionClients } from '../aws/AwsClients';

/** All metric and composite alarms of one account and region. */
export async function readAlarms(
  clients: RegionClients,
  options: { signal?: AbortSignal } = {},
): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  const pages = paginateDescribeAlarms(
    { client: clients.cloudWatch, pageSize: 100 },
    {},
    { abortSignal: options.signal },
  );
  for await (const page of pages) {
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
  }
  return alarms;
}
