import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { RunbookAlarm } from '../alarm/RunbookAlarm';
import type { Alerts } from '../alerts/Alerts';

/** What is watched, and who hears of it. */
export interface RedisAlarmsProps {
  readonly alerts: Alerts;
  readonly runbooksUrl: string;
  /** What the names of nodes begin with: their group, and in cluster mode the shard. */
  readonly group: string;
  /** How many nodes there are; all are watched, since after a failover another one is the primary. */
  readonly nodes: number;
}

/** Connections of a node. Source: "Redis OSS specific parameters", `maxclients`, ElastiCache user guide. */
const MAX_CONNECTIONS = 65_000;

/** Alarms on what a node of Redis runs out of, and on one that lags behind; that on memory rises too when the node is gone. */
export function watchRedis(scope: Construct, props: RedisAlarmsProps): void {
  for (let node = 1; node <= props.nodes; node++) {
    const common = {
      alerts: props.alerts,
      runbooksUrl: props.runbooksUrl,
      severity: 'warning' as const,
      runbook: 'cache-pressure',
      namespace: 'AWS/ElastiCache',
      dimensions: {
        CacheClusterId: `${props.group}-${String(node).padStart(3, '0')}`,
      },
      threshold: 80,
    };
    new RunbookAlarm(scope, `CpuAlarm${node}`, {
      ...common,
      meaning:
        'Redis used more than 80 % of the one core that serves commands for 15 minutes.',
      metricName: 'EngineCPUUtilization',
    });
    new RunbookAlarm(scope, `MemoryAlarm${node}`, {
      ...common,
      meaning:
        'A node of Redis used more than 80 % of its memory for 15 minutes and evicts keys soon, or it is gone.',
      metricName: 'DatabaseMemoryUsagePercentage',
      missing: TreatMissingData.BREACHING,
    });
    new RunbookAlarm(scope, `ConnectionsAlarm${node}`, {
      ...common,
      meaning: 'More than 80 % of the connections of a node of Redis are open.',
      metricName: 'CurrConnections',
      statistic: 'Maximum',
      threshold: MAX_CONNECTIONS * 0.8,
    });
    new RunbookAlarm(scope, `LagAlarm${node}`, {
      ...common,
      meaning:
        'A node of Redis is more than 30 seconds behind its primary; after a failover that is what is lost.',
      metricName: 'ReplicationLag',
      statistic: 'Maximum',
      threshold: 30,
    });
  }
}
