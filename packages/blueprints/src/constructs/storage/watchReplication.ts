import type { Construct } from 'constructs';
import type { AlarmAudience } from '../alarm/AlarmAudience';
import { RunbookAlarm } from '../alarm/RunbookAlarm';

/** The rule of every bucket that is replicated. */
export const REPLICATION_RULE = 'CopyEverything';

/*
 * S3 tells of failures in the region of the source, and of delays in that of the destination.
 * Source: "Using S3 Replication metrics", S3 user guide.
 */

/** Raises an alarm in the source's region when objects could not be copied. */
export function watchFailedCopies(
  scope: Construct,
  source: string,
  replica: AlarmAudience & { readonly bucketName: string },
): void {
  new RunbookAlarm(scope, 'CopiesFailedAlarm', {
    ...common(source, replica.bucketName, replica),
    meaning: 'Objects could not be copied to the other region.',
    metricName: 'OperationsFailedReplication',
    statistic: 'Sum',
    threshold: 0,
    evaluationPeriods: 1,
  });
}

/** Raises an alarm in the destination's region when copies come later than replication time control promises. */
export function watchLateCopies(
  scope: Construct,
  source: string,
  destination: string,
  audience: AlarmAudience,
): void {
  new RunbookAlarm(scope, 'CopiesLateAlarm', {
    ...common(source, destination, audience),
    meaning: 'Copies of objects are more than 15 minutes behind.',
    metricName: 'ReplicationLatency',
    statistic: 'Maximum',
    threshold: 900,
  });
}

function common(
  source: string,
  destination: string,
  { alerts, runbooksUrl }: AlarmAudience,
) {
  return {
    alerts,
    runbooksUrl,
    severity: 'critical' as const,
    runbook: 'bucket-replication',
    namespace: 'AWS/S3',
    dimensions: {
      SourceBucket: source,
      DestinationBucket: destination,
      RuleId: REPLICATION_RULE,
    },
  };
}
