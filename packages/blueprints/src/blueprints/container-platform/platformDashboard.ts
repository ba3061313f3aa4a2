import {
  dashboardBody,
  type DashboardSection,
} from '../../constructs/dashboard/dashboardBody';

/** What the dashboard of a platform charts: tokens are allowed, the body is rendered by CloudFormation. */
export interface PlatformDashboardProps {
  readonly region: string;
  readonly loadBalancer: string;
  readonly cluster: string;
  readonly service: string;
  readonly database: string;
  readonly documents: string;
  readonly cacheNode: string;
  readonly logGroup: string;
}

/** Widgets in five sections (SAAS-10): infrastructure, ECS, databases, Redis, application. */
export function platformDashboard(
  props: PlatformDashboardProps,
): Record<string, unknown> {
  const balancer = ['LoadBalancer', props.loadBalancer];
  const task = ['ClusterName', props.cluster, 'ServiceName', props.service];
  const sections: DashboardSection[] = [
    [
      'Infrastructure: load balancer',
      balancer,
      [
        ['AWS/ApplicationELB', 'RequestCount', 'Sum'],
        ['AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', 'Sum'],
        ['AWS/ApplicationELB', 'RejectedConnectionCount', 'Sum'],
      ],
    ],
    [
      'ECS: tasks',
      task,
      [
        ['AWS/ECS', 'CPUUtilization'],
        ['AWS/ECS', 'MemoryUtilization'],
        ['ECS/ContainerInsights', 'RunningTaskCount'],
      ],
    ],
    [
      'RDS: PostgreSQL',
      ['DBInstanceIdentifier', props.database],
      [
        ['AWS/RDS', 'CPUUtilization'],
        ['AWS/RDS', 'DatabaseConnections'],
        ['AWS/RDS', 'ReadLatency'],
      ],
    ],
    [
      'RDS: DocumentDB',
      ['DBClusterIdentifier', props.documents],
      [
        ['AWS/DocDB', 'CPUUtilization'],
        ['AWS/DocDB', 'DatabaseConnections'],
        ['AWS/DocDB', 'VolumeBytesUsed'],
      ],
    ],
    [
      'Redis',
      ['CacheClusterId', props.cacheNode],
      [
        ['AWS/ElastiCache', 'EngineCPUUtilization'],
        ['AWS/ElastiCache', 'DatabaseMemoryUsagePercentage'],
        ['AWS/ElastiCache', 'Evictions', 'Sum'],
      ],
    ],
    [
      'Application: answers',
      balancer,
      [
        ['AWS/ApplicationELB', 'TargetResponseTime', 'p95'],
        ['AWS/ApplicationELB', 'HTTPCode_Target_5XX_Count', 'Sum'],
        ['AWS/ApplicationELB', 'HTTPCode_Target_4XX_Count', 'Sum'],
      ],
    ],
  ];
  return dashboardBody({
    region: props.region,
    sections,
    logGroup: props.logGroup,
  });
}
