import { Duration } from 'aws-cdk-lib/core';
import {
  ComparisonOperator,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { maxConnections, memoryGiB } from '../../schema';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts, Severity } from '../alerts/Alerts';

const GIB = 2 ** 30;

/** What is watched, and who hears of it. */
export interface PostgresAlarmsProps {
  /** Or the ARN of one topic for all of them. */
  readonly alerts: Alerts | string;
  readonly runbooksUrl: string;
  readonly instanceIdentifier: string;
  /** Such as `db.m6g.large`; thresholds follow from its memory. */
  readonly instanceClass: string;
  readonly storageGiB: number;
}

/**
 * Alarms on what a PostgreSQL instance runs out of: CPU, storage, connections, memory, and the speed of its disk. The critical
 * one rises too when RDS reports nothing, as it does for an instance that is stopped or gone.
 */
export function watchPostgres(
  scope: Construct,
  props: PostgresAlarmsProps,
): void {
  const alarm = (
    id: string,
    severity: Severity,
    runbook: string,
    meaning: string,
    metricName: string,
    threshold: number,
    comparison?: ComparisonOperator,
    missing?: TreatMissingData,
  ) =>
    new RunbookAlarm(scope, id, {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      severity,
      runbook,
      meaning,
      namespace: 'AWS/RDS',
      metricName,
      dimensions: { DBInstanceIdentifier: props.instanceIdentifier },
      threshold,
      comparison,
      missing,
      period: Duration.minutes(5),
    });
  alarm(
    'CpuAlarm',
    'warning',
    'database-cpu',
    'The database used more than 80 % of its CPU for 15 minutes.',
    'CPUUtilization',
    80,
  );
  alarm(
    'StorageAlarm',
    'critical',
    'database-storage',
    'Less than a tenth of the database storage is free, or the database is stopped or gone and tells nothing.',
    'FreeStorageSpace',
    props.storageGiB * GIB * 0.1,
    ComparisonOperator.LESS_THAN_THRESHOLD,
    TreatMissingData.BREACHING,
  );
  alarm(
    'ConnectionsAlarm',
    'warning',
    'database-connections',
    'More than 80 % of the connections that the class allows are in use.',
    'DatabaseConnections',
    Math.floor(maxConnections(props.instanceClass) * 0.8),
  );
  alarm(
    'MemoryAlarm',
    'warning',
    'database-memory',
    'Less than a tenth of the database memory is free.',
    'FreeableMemory',
    Math.floor(memoryGiB(props.instanceClass) * GIB * 0.1),
    ComparisonOperator.LESS_THAN_THRESHOLD,
  );
  alarm(
    'LatencyAlarm',
    'warning',
    'database-latency',
    'Reads from the database storage took more than 20 ms on average.',
    'ReadLatency',
    0.02,
  );
}
