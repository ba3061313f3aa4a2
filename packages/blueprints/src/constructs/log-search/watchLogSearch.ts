import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { LogSearch, LogSearchProps } from './LogSearch';

/** MiB in a GiB; the domain reports its free storage in MiB. */
const MIB = 1024;
/** The share of a node's storage below which somebody should act. */
const LOW_STORAGE = 0.2;

/** Raises alarms when logs stop flowing, when the domain loses indexes, answers slowly, and runs out of storage or memory. */
export function watchLogSearch(
  scope: Construct,
  props: Pick<LogSearchProps, 'alerts' | 'runbooksUrl' | 'storageGiB'>,
  parts: Pick<LogSearch, 'archive' | 'search'>,
): void {
  const { alerts, runbooksUrl } = props;
  const { archive, search } = parts;
  const common = { alerts, runbooksUrl };
  const domain = {
    DomainName: search.name,
    ClientId: Stack.of(scope).account,
  };
  new RunbookAlarm(scope, 'DeliveryAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-delivery',
    meaning: 'Logs wait for more than 15 minutes to reach their archive.',
    namespace: 'AWS/Firehose',
    metricName: 'DeliveryToS3.DataFreshness',
    dimensions: { DeliveryStreamName: archive.stream.ref },
    statistic: 'Maximum',
    threshold: 900,
  });
  new RunbookAlarm(scope, 'BacklogAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-delivery',
    meaning:
      'Archived logs wait for more than 15 minutes to become searchable.',
    namespace: 'AWS/SQS',
    metricName: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: archive.arrivals.queue.queueName },
    statistic: 'Maximum',
    threshold: 900,
  });
  new RunbookAlarm(scope, 'UnreadableAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-delivery',
    meaning: 'Archived logs could not be read five times and were put aside.',
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: archive.arrivals.failed.queueName },
    statistic: 'Maximum',
    threshold: 0,
    evaluationPeriods: 1,
  });
  new RunbookAlarm(scope, 'StatusAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-status',
    meaning:
      'Log search lost the only copy of an index or its leader, or tells nothing.',
    namespace: 'AWS/ES',
    metricName: 'ClusterStatus.red',
    dimensions: domain,
    statistic: 'Maximum',
    threshold: 0,
    missing: TreatMissingData.BREACHING,
  });
  new RunbookAlarm(scope, 'StorageAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-storage',
    meaning: 'A node of log search has less than 20 % of its storage left.',
    namespace: 'AWS/ES',
    metricName: 'FreeStorageSpace',
    dimensions: domain,
    statistic: 'Minimum',
    threshold: Math.floor(props.storageGiB * MIB * LOW_STORAGE),
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
  });
  new RunbookAlarm(scope, 'MemoryAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-pressure',
    meaning: 'A node of log search used more than 92 % of its heap.',
    namespace: 'AWS/ES',
    metricName: 'JVMMemoryPressure',
    dimensions: domain,
    statistic: 'Maximum',
    threshold: 92,
  });
  new RunbookAlarm(scope, 'LatencyAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-pressure',
    meaning: 'Searches in the logs took more than a second for 15 minutes.',
    namespace: 'AWS/ES',
    metricName: 'SearchLatency',
    dimensions: domain,
    threshold: 1000,
  });
  new RunbookAlarm(scope, 'SnapshotAlarm', {
    ...common,
    severity: 'warning',
    runbook: 'log-search-status',
    meaning: 'The hourly snapshot of log search failed.',
    namespace: 'AWS/ES',
    metricName: 'AutomatedSnapshotFailure',
    dimensions: domain,
    statistic: 'Maximum',
    threshold: 0,
    evaluationPeriods: 1,
  });
}
