import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { memoryGiB } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';

const GIB = 2 ** 30;
const TIB = 2 ** 40;

/** What is watched, and who hears of it. */
export interface DocumentAlarmsProps {
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** Identifier of the cluster. */
  readonly cluster: string;
  /** Such as `db.r6g.large`; thresholds follow from its memory. */
  readonly instanceClass: string;
}

/**
 * Alarms on what a DocumentDB cluster runs out of: CPU, memory, connections, storage, and the cache that keeps it from its disk. That
 * on CPU rises too when the cluster reports nothing, as it does when it is stopped or gone.
 */
export function watchDocuments(
  scope: Construct,
  { alerts, runbooksUrl, cluster, instanceClass }: DocumentAlarmsProps,
): void {
  const common = {
    alerts,
    runbooksUrl,
    severity: 'warning' as const,
    namespace: 'AWS/DocDB',
    dimensions: { DBClusterIdentifier: cluster },
  };
  new RunbookAlarm(scope, 'CpuAlarm', {
    ...common,
    runbook: 'document-database-cpu',
    meaning:
      'DocumentDB used more than 80 % of its CPU for 15 minutes, or is stopped or gone and tells nothing.',
    metricName: 'CPUUtilization',
    threshold: 80,
    missing: TreatMissingData.BREACHING,
  });
  const pressure = { ...common, runbook: 'document-database-pressure' };
  new RunbookAlarm(scope, 'MemoryAlarm', {
    ...pressure,
    meaning: 'Less than a tenth of the memory of DocumentDB is free.',
    metricName: 'FreeableMemory',
    statistic: 'Minimum',
    threshold: Math.floor(memoryGiB(instanceClass) * GIB * 0.1),
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
  });
  new RunbookAlarm(scope, 'ConnectionsAlarm', {
    ...pressure,
    meaning: 'More than 80 % of the connections of DocumentDB are open.',
    metricName: 'DatabaseConnections',
    statistic: 'Maximum',
    threshold: Math.floor(connections(instanceClass) * 0.8),
  });
  new RunbookAlarm(scope, 'StorageAlarm', {
    ...pressure,
    meaning: 'The volume of DocumentDB is larger than 100 TiB of its 128.',
    metricName: 'VolumeBytesUsed',
    threshold: 100 * TIB,
    evaluationPeriods: 1,
  });
  new RunbookAlarm(scope, 'LatencyAlarm', {
    ...pressure,
    meaning:
      'DocumentDB reads more than a tenth of what it is asked for from its disk, which makes it slow.',
    metricName: 'BufferCacheHitRatio',
    threshold: 90,
    comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
  });
}

/**
 * Connections that an instance takes: 500 of a burstable one, 1,700 for each 16 GiB of others, at most 4,500.
 *
 * Source: "Amazon DocumentDB quotas and limits", instance limits, in the lower figures that older engines have. They err early: of
 * serverless instances the guide says 250 connections a GiB, 4,000 of 16 GiB ("Amazon DocumentDB serverless instance limits").
 */
function connections(instanceClass: string): number {
  return instanceClass.startsWith('db.t')
    ? 500
    : Math.min(1700 * (memoryGiB(instanceClass) / 16), 4500);
}
